import { liveSession } from '../../machines/changes.ts';
import { initialContext, recordOf, type SessionContext, type SessionInput } from '../../machines/context.ts';
import { sessionOf } from '../../machines/record.ts';
import type { Session } from '../../machines/session.ts';
import { explainDeadline } from '../inspect/explain-deadline.ts';
import type { DeadlineTold } from '../inspect/messages.ts';
import type { ChartDecision } from './decisions.ts';
import type { SessionSnapshot } from './snapshot.ts';
import { type Standing, traceStep } from './traced-chart.ts';

/** What an event led to when it was played again. */
export interface ReplayedStep {
  /** Of the decision. */
  readonly seq: number;
  /** The live session, else the last. */
  readonly session: Session | null;
  /** `null` where no session lives. */
  readonly deadline: DeadlineTold | null;
}
/** What came of a snapshot's events when they were played again. */
export interface Replayed {
  /** As far as they came out the same. */
  readonly steps: readonly ReplayedStep[];
  /** Where the chart of this release comes to something else; `null`: nowhere. */
  readonly difference: { readonly seq: number; readonly told: string; readonly found: string } | null;
}

/** Numbers that JSON does not have. */
const number = (value: unknown) => (value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value);

function standingOf({ policy, scope, contextId, origin, days, decisions }: SessionSnapshot): Standing {
  const ids = decisions.flatMap((one) =>
    one.kind === 'chart'
      ? one.transitions.flatMap(({ changes }) => changes.flatMap(({ type, id }) => (type === 'started' ? [id] : [])))
      : [],
  );
  const nextDays = new Map(days);
  const input: SessionInput = {
    policy,
    scope,
    contextId,
    generateId: () => ids.shift() ?? 'unknown',
    nextDayMs: (atMs) => nextDays.get(atMs) ?? Infinity,
  };
  const context = Object.fromEntries(Object.entries(origin?.context ?? {}).map(([name, value]) => [name, number(value)]));
  return { state: origin?.state ?? 'idle', context: { ...initialContext(input), ...(context as Partial<SessionContext>) } };
}

const outcome = (to: string, transitions: ChartDecision['transitions']) =>
  JSON.stringify([to, transitions.map(({ source, target, guard, changes }) => [source, target, guard, changes])]);

function stepOf(seq: number, { context }: Standing): ReplayedStep {
  const record = recordOf(context);
  if (record !== null && context.endTimeMs === null) return { seq, session: liveSession(context), deadline: explainDeadline(context) };
  return { seq, session: record && sessionOf(record), deadline: null };
}

/** Plays the events of a snapshot again, from where the chart stood, through the chart of this release. */
export function replaySnapshot(snapshot: SessionSnapshot): Replayed {
  let standing = standingOf(snapshot);
  const steps: ReplayedStep[] = [];
  for (const decision of snapshot.decisions) {
    if (decision.kind !== 'chart') continue;
    const { after, transitions } = traceStep(standing, decision.event);
    standing = after;
    const [told, found] = [outcome(decision.to, decision.transitions), outcome(after.state, transitions)];
    if (told !== found) return { steps, difference: { seq: decision.seq, told, found } };
    steps.push(stepOf(decision.seq, after));
  }
  return { steps, difference: null };
}
