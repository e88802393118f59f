import type { Checkpoint, ClientLosses, SignalCounts } from './audit-events.ts';
import type { SessionEvidence } from './audit-evidence.ts';

/** What can be said of a session's telemetry; docs/delivery.md says how each is found. */
export type SessionVerdict =
  | 'complete'
  | 'presumed complete'
  | 'open'
  | 'ended, not sealed'
  | 'never ended'
  | 'incomplete'
  | 'unknown'
  | 'contradictory';

export interface MissingTelemetry extends SignalCounts {
  /** Of `session.start` and `session.end`, which have to be there. */
  readonly events: readonly string[];
}

export interface AuditedSession {
  readonly id: string;
  readonly verdict: SessionVerdict;
  /** Unix epoch milliseconds; `null` where the event is missing. */
  readonly startTimeMs: number | null;
  readonly endTimeMs: number | null;
  /** Distinct records with the session's id. */
  readonly found: SignalCounts;
  /** Records that may be further ones or duplicates of those: alike, and without an id of their own. */
  readonly unsure: SignalCounts;
  /** Records without an id that were joined by time and instance. */
  readonly implicit: SignalCounts;
  /** What the client says it produced, by the seal, else by the last checkpoints; `null` where it says nothing. */
  readonly produced: SignalCounts | null;
  /** What is certain to be missing. */
  readonly missing: MissingTelemetry;
  /** What the client says it lost. */
  readonly lost: ClientLosses;
  readonly duplicates: number;
  readonly contradictions: readonly string[];
  /** Whether any session event of it was found. */
  readonly hasEvents: boolean;
  /** `inexact`: a context ended without telling its counts, so that `produced` is the least that there was. */
  readonly seal: 'exact' | 'inexact' | null;
  /** By the last checkpoints: contexts that are named and sent none, and spans that were still open. */
  readonly silentContexts: number;
  readonly openSpans: number;
  /** Latest time of its records and events; `null` where none has one. */
  readonly lastTimeMs: number | null;
}

export interface JudgeOptions {
  /** The reader's clock, Unix epoch milliseconds. */
  readonly nowMs: number;
  /** How long after its last record a session that told no deadline is taken for open. */
  readonly idleMs: number;
  /** Records that may belong to any session. */
  readonly unassigned: SignalCounts;
}

/**
 * Records that are later than the last checkpoint were not counted in it, and could stand for others that were lost. Spans
 * have times to the microsecond, checkpoints to the millisecond.
 */
const CLOCK_GRAIN_MS = 2;
const NONE: SignalCounts = { spans: 0, logs: 0 };
const NO_LOSSES: ClientLosses = { exportFailed: 0, queueOverflow: 0, abandoned: 0 };
const sum = (...counts: readonly SignalCounts[]): SignalCounts => ({
  spans: counts.reduce((total, { spans }) => total + spans, 0),
  logs: counts.reduce((total, { logs }) => total + logs, 0),
});
const beyond = (a: SignalCounts, b: SignalCounts): SignalCounts => ({
  spans: Math.max(0, a.spans - b.spans),
  logs: Math.max(0, a.logs - b.logs),
});
const isNone = ({ spans, logs }: SignalCounts) => spans === 0 && logs === 0;

/** The verdict on one session, with what it stands on. */
export function judge(evidence: SessionEvidence, options: JudgeOptions): AuditedSession {
  const { id, found, seal, end, startMs, duplicates, lastMs, checkpoints } = evidence;
  const unsure = evidence.unsure ?? NONE;
  const implicit = evidence.implicit ?? NONE;
  const produced = seal === null ? producedOf(checkpoints) : seal.produced;
  const atMost = sum(found, unsure, implicit, options.unassigned);
  const contradictions = contradictionsOf(evidence);
  // What failed to be exported may have arrived all the same; what never left did not.
  const stayed = seal === null ? 0 : seal.lost.queueOverflow + seal.lost.abandoned;
  const facts: Facts = {
    missing: {
      events: evidence.hasEvents ? missingEvents(evidence) : [],
      ...(produced === null ? NONE : beyond(produced, atMost)),
    },
    isAllFound: produced?.spans === found.spans && produced.logs === found.logs && isNone(unsure) && stayed === 0,
    isContradictory: contradictions.length > 0,
  };
  return {
    id,
    verdict: verdictOf(evidence, facts, options),
    startTimeMs: startMs,
    endTimeMs: end?.atMs ?? null,
    found: { ...found },
    unsure: { ...unsure },
    implicit: { ...implicit },
    produced,
    missing: facts.missing,
    lost: seal?.lost ?? NO_LOSSES,
    duplicates,
    contradictions,
    hasEvents: evidence.hasEvents,
    seal: seal === null ? null : seal.isExact ? 'exact' : 'inexact',
    silentContexts: silentContextsOf(evidence),
    openSpans: openSpansOf(evidence),
    lastTimeMs: lastMs === -Infinity ? null : lastMs,
  };
}

interface Facts {
  readonly missing: MissingTelemetry;
  readonly isAllFound: boolean;
  readonly isContradictory: boolean;
}

function verdictOf(evidence: SessionEvidence, { missing, isAllFound, isContradictory }: Facts, options: JudgeOptions): SessionVerdict {
  const { seal, end } = evidence;
  if (isContradictory) return 'contradictory';
  if (!evidence.hasEvents) return 'unknown';
  if (seal !== null) {
    if (missing.events.length > 0 || !isNone(missing)) return 'incomplete';
    return seal.isExact && isAllFound ? 'complete' : 'unknown';
  }
  if (end !== null) return 'ended, not sealed';
  const last = lastCheckpointOf(evidence);
  const isOver = last !== null && last.deadlineMs !== null && options.nowMs >= last.deadlineMs;
  const isStill = last !== null && evidence.lastRecordMs <= last.atMs + CLOCK_GRAIN_MS;
  if (isOver && isStill && isAllFound && missing.events.length === 0 && isToldByAll(evidence)) return 'presumed complete';
  return isOpen(evidence, last, options) ? 'open' : 'never ended';
}

/** An end is not missing while the session may be going on. */
function missingEvents({ startMs, end, seal }: SessionEvidence): readonly string[] {
  return [...(startMs === null ? ['session.start'] : []), ...(end === null && seal !== null ? ['session.end'] : [])];
}

function contradictionsOf({ startMs, end, seal, found, contradictions }: SessionEvidence): readonly string[] {
  const all = [...contradictions];
  if (startMs !== null && end !== null && end.atMs < startMs) all.push('an end before its start');
  if (seal?.isExact && seal.produced !== null) {
    const more = beyond(found, seal.produced);
    if (more.spans > 0) all.push(`spans: ${seal.produced.spans} produced, ${found.spans} found`);
    if (more.logs > 0) all.push(`log records: ${seal.produced.logs} produced, ${found.logs} found`);
  }
  return all;
}

const producedOf = (checkpoints: SessionEvidence['checkpoints']): SignalCounts | null =>
  checkpoints === null ? null : sum(...[...checkpoints.values()].map(({ produced }) => produced));

const silentContextsOf = ({ contexts, checkpoints }: SessionEvidence): number =>
  [...(contexts ?? [])].filter((context) => !checkpoints?.has(context)).length;

const openSpansOf = ({ checkpoints }: SessionEvidence): number =>
  [...(checkpoints?.values() ?? [])].reduce((total, { openSpans }) => total + openSpans, 0);

const isToldByAll = (evidence: SessionEvidence): boolean =>
  !evidence.isCut && silentContextsOf(evidence) === 0 && openSpansOf(evidence) === 0;

/** Over all contexts; of two at one instant that with the later deadline. */
function lastCheckpointOf({ checkpoints }: SessionEvidence): Checkpoint | null {
  const deadline = (checkpoint: Checkpoint) => checkpoint.deadlineMs ?? Infinity;
  return [...(checkpoints?.values() ?? [])].reduce<Checkpoint | null>(
    (last, one) => (last === null || one.atMs > last.atMs || (one.atMs === last.atMs && deadline(one) > deadline(last)) ? one : last),
    null,
  );
}

/** What came after the last checkpoint may have moved the deadline that it told. */
function isOpen({ lastMs }: SessionEvidence, last: Checkpoint | null, { nowMs, idleMs }: JudgeOptions): boolean {
  if (last?.deadlineMs != null && nowMs < last.deadlineMs) return true;
  const mayHaveMoved = last === null || last.deadlineMs === null || lastMs > last.atMs;
  return mayHaveMoved && nowMs < lastMs + idleMs;
}
