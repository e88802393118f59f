import { recordOf, type SessionContext, type SessionInput } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import type { Played, Step, VectorInput } from './vector.ts';

/** The chart in flight, whatever runs it. */
export interface Flight {
  send(event: SessionEvent): void;
  readonly state: string;
  readonly context: Readonly<SessionContext>;
}
export type StartFlight = (input: SessionInput, tell: (change: SessionChange) => void) => Flight;

/** Takes from a list in order; what is taken beyond its end is a fault of the vector. */
const takeFrom = <T>(list: readonly T[], what: string) => {
  const supply = {
    taken: 0,
    next(): T {
      const value = list[supply.taken++];
      if (value === undefined) throw new Error(`${what}: ${list.length} are too few`);
      return value;
    },
  };
  return supply;
};

function inputOf(
  policy: SessionPolicy,
  generateId: () => string,
  { days, random = [], attributes, ids: _, ...names }: VectorInput,
): SessionInput {
  return {
    policy,
    generateId,
    ...names,
    random: takeFrom(random, 'random').next,
    ...(attributes && { attributes: () => attributes }),
    ...(days && { nextDayMs: (atMs: number) => days.find((dayMs) => dayMs > atMs) ?? Infinity }),
  };
}

/** A core that is told one event after the other. */
export interface Core {
  send(event: SessionEvent): Step;
  record(): Played['record'];
  readonly context: Readonly<SessionContext>;
  /** So many ids were taken. */
  readonly idsTaken: number;
}

export function createCore(policy: SessionPolicy, input: VectorInput, start: StartFlight = startSteps): Core {
  let changes: SessionChange[] = [];
  const ids = takeFrom(input.ids, 'ids');
  const flight = start(inputOf(policy, ids.next, input), (change) => changes.push(change));
  return {
    send(event) {
      changes = [];
      flight.send(event);
      const { context, state } = flight;
      const isLimited = state.startsWith('live') && context.deadlineMs !== Infinity;
      return { state, deadlineMs: isLimited ? context.deadlineMs : null, changes };
    },
    record: () => recordOf(flight.context),
    get context() {
      return flight.context;
    },
    get idsTaken() {
      return ids.taken;
    },
  };
}

/** Plays all events of a vector. */
export function play(policy: SessionPolicy, input: VectorInput, events: readonly SessionEvent[], start?: StartFlight): Played {
  const core = createCore(policy, input, start);
  return { steps: events.map((event) => core.send(event)), record: core.record() };
}
