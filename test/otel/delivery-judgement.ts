import type { AuditedSession } from '../../src/tools/audit-verdict.ts';
import type { Item } from '../tools/audit-telemetry.ts';
import type { SessionTruth, Truths } from './delivery-truth.ts';

export interface Arrivals {
  readonly items: readonly Item[];
  /** What was called a success and never arrived. */
  readonly swallowed: readonly Item[];
  /** Whether anybody started the app again after all that happened. */
  readonly isBack: boolean;
}

/** A session as it was, and as the audit has it. */
export interface Judgement {
  readonly id: string;
  readonly truth: 'complete' | 'incomplete';
  readonly isCut: boolean;
  readonly verdict: AuditedSession['verdict'] | 'not mentioned';
  /** `presumed`: presumed complete, and something was lost that nobody told of before. `miscounted`: an exact seal says another thing than what came of it. */
  readonly fault: 'wrong' | 'undecided' | 'miscounted' | 'presumed' | null;
  readonly why: string;
}

const uidOf = ({ signal, uid, attributes }: Item) => String(signal === 'spans' ? uid : attributes?.['log.record.uid']);

/** Whoever slept may begin a span of a session that is sealed, without its id then; in the very millisecond nobody can tell. */
function asOf(truth: SessionTruth, sealedMs: number): SessionTruth {
  const open = new Map([...truth.open].filter(([, atMs]) => atMs < sealedMs));
  const atOnce = [...truth.open.values()].filter((atMs) => atMs === sealedMs).length;
  return { ...truth, open, unsure: truth.unsure + atOnce };
}

/** Compares each session that anybody knows of, and each that the audit speaks of. */
export function judgeAll(truths: Truths, audited: readonly AuditedSession[], { items, swallowed, isBack }: Arrivals): Judgement[] {
  const arrived = new Set(items.map(uidOf));
  const kept = new Set(swallowed.map(uidOf).filter((uid) => !arrived.has(uid)));
  const endings = new Map<string, Set<string>>();
  for (const { eventName, atMs, attributes = {} } of items) {
    if (eventName !== 'session.end') continue;
    const id = String(attributes['session.id']);
    endings.set(id, (endings.get(id) ?? new Set()).add(`${atMs} ${attributes['session.end_reason']}`));
  }
  const sealedMs = new Map(items.filter(({ eventName }) => eventName === 'session.sealed').map((item) => [uidOf(item), item.atMs]));
  return [...truths.sessions].flatMap(([id, known]): Judgement[] => {
    const truth = asOf(known, sealedMs.get(`${id}:sealed`) ?? Infinity);
    const found = audited.find((one) => one.id === id);
    const verdict = found?.verdict ?? 'not mentioned';
    if (!truth.isKnown && verdict === 'not mentioned') return [];
    const { isCut } = truth;
    const events = [`${id}:start`, `${id}:end`].filter((uid) => !arrived.has(uid));
    const lost = [...truth.produced.keys()].filter((uid) => !arrived.has(uid));
    const isWhole = events.length === 0 && lost.length === 0 && truth.open.size === 0;
    const hasEnd = arrived.has(`${id}:end`);
    const hasEvents = items.some(({ eventName, attributes }) => eventName?.startsWith('session.') && attributes?.['session.id'] === id);
    const hasTwoEnds = (isCut || truth.isForced) && (endings.get(id)?.size ?? 0) > 1;
    const seal = `${id}:sealed`;
    const wasTold = lost.length === 0 || !cameBack(truth, arrived);
    const isTrue: Record<Judgement['verdict'], boolean> = {
      complete: isWhole,
      incomplete: !isWhole || truth.unsure > 0,
      contradictory: hasTwoEnds,
      'presumed complete': !hasEnd && (lost.length === 0 || !wasTold),
      'ended, not sealed': hasEnd && !arrived.has(seal),
      'never ended': !hasEnd,
      open: false,
      unknown: isCut || !hasEvents || !truth.isHeard,
      // Nothing has come of it, then.
      'not mentioned': true,
    };
    const isDecided = verdict === 'complete' || verdict === 'incomplete';
    const isSwallowed = [`${id}:start`, `${id}:end`, seal].some((uid) => kept.has(uid));
    const mustDecide = !isCut && !hasTwoEnds && truth.isHeard && (isBack ? !isSwallowed : arrived.has(seal));
    const isPresumption = verdict === 'presumed complete' && lost.length > 0;
    const miscount = found?.seal === 'exact' ? miscountIn(found, truth, { arrived, kept }) : null;
    const cut = isCut ? ', cut' : '';
    return [
      {
        id,
        truth: isWhole ? 'complete' : 'incomplete',
        isCut,
        verdict,
        // Of an id that lost to another nobody may ever hear.
        fault:
          !isTrue[verdict] || !truth.isKnown
            ? 'wrong'
            : mustDecide && !isDecided
              ? 'undecided'
              : miscount
                ? 'miscounted'
                : isPresumption
                  ? 'presumed'
                  : null,
        why: `lost ${lost.length} records ${lost} and ${events.length} events ${events}, ${truth.open.size} spans never ended${cut}${miscount ? `; ${miscount}` : ''}`,
      },
    ];
  });
}

/** Somebody went on after the last checkpoint that arrived of that context: nobody outside can know. */
function cameBack({ produced, checkpoints }: SessionTruth, arrived: ReadonlySet<string>): boolean {
  const last = new Map<string, number>();
  for (const [uid, { context, at }] of checkpoints) if (arrived.has(uid)) last.set(context, at);
  return [...produced.values()].some(({ context, at }) => at > (last.get(context) ?? -1));
}

/**
 * Holds the counts of an exact seal against what was produced and what arrived.
 *
 * @returns what is wrong with them
 */
function miscountIn(
  { produced, lost }: AuditedSession,
  truth: SessionTruth,
  { arrived, kept }: { readonly arrived: ReadonlySet<string>; readonly kept: ReadonlySet<string> },
): string | null {
  const missing = { spans: truth.open.size, logs: 0 };
  const made = { spans: truth.open.size, logs: 0 };
  for (const [uid, { signal }] of truth.produced) {
    made[signal]++;
    // What was called a success the client takes for delivered.
    if (!arrived.has(uid) && !kept.has(uid)) missing[signal]++;
  }
  const { exportFailed, queueOverflow, abandoned } = lost;
  const stayed = queueOverflow + abandoned;
  /** Spans that left no trace it may have counted all the same. */
  const isOff = (count: number, counted = -1) => counted < count || counted > count + truth.unsure;
  const faults: Readonly<Record<string, boolean>> = {
    [`produced ${JSON.stringify(made)}`]: isOff(made.spans, produced?.spans) || made.logs !== produced?.logs,
    [`${truth.open.size} spans never ended`]: isOff(truth.open.size, abandoned),
    [`${missing.logs} log records are missing`]: missing.logs > exportFailed + queueOverflow,
    [`${missing.spans + missing.logs} records are missing`]: missing.spans + missing.logs > exportFailed + stayed,
    'of what never left something arrived': stayed > missing.spans + missing.logs + truth.unsure,
  };
  const found = Object.keys(faults).filter((name) => faults[name]);
  return found.length === 0 ? null : `the seal says ${JSON.stringify({ ...produced, ...lost })}, though ${found.join(' and ')}`;
}
