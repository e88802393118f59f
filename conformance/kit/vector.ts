import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { Attributes, Session, SessionChange } from '../../machines/session.ts';

/** What a core is created with, as data. */
export interface VectorInput {
  /** Ids in the order in which sessions take them. */
  readonly ids: readonly string[];
  /** Default `default`. */
  readonly scope?: string;
  /** Default `main`. */
  readonly contextId?: string;
  /** What each session keeps for life. Default: none. */
  readonly attributes?: Attributes;
  /** Instants at which days begin, ascending. Default: every midnight UTC. */
  readonly days?: readonly number[];
  /** Numbers in [0, 1) in the order in which they are drawn. */
  readonly random?: readonly number[];
}

/** What holds after an event. */
export interface Step {
  readonly state: string;
  /** `null` where no session lives or nothing limits it. */
  readonly deadlineMs: number | null;
  readonly changes: readonly SessionChange[];
}

/** What a core made of a vector's events. */
export interface Played {
  readonly steps: readonly Step[];
  readonly record: SessionRecord | null;
}

/** A change as it stands in a file: its session tells only what differs from the session of the change before. */
export interface WrittenChange extends Omit<SessionChange, 'session'> {
  readonly session: Partial<Session>;
}
/** A step as it stands in a file: what is absent is as after the step before; no changes, where they are. */
interface WrittenStep extends Partial<Omit<Step, 'changes'>> {
  readonly changes?: readonly WrittenChange[];
}

/** A line of a file. */
export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly policy: SessionPolicy;
  readonly input: VectorInput;
  readonly events: readonly SessionEvent[];
  readonly expect: readonly WrittenStep[];
  /** The record after the last event; told by some vectors only. */
  readonly record?: SessionRecord | null;
}

/** What the first change of a vector differs from. */
export const BLANK_SESSION = {
  previousId: null,
  ordinal: 1,
  scope: 'default',
  state: 'active',
  startReason: 'load',
  endTimeMs: null,
  endReason: null,
  lapseTimeMs: null,
  lastTelemetryTimeMs: null,
  recovered: false,
  evidence: null,
  supersededBy: null,
  sampled: true,
  attributes: {},
  metadata: {},
  telemetry: { total: 0, traces: 0, logs: 0, metrics: 0 },
  partIndex: 0,
  contexts: ['main'],
  revision: 0,
} as const satisfies Partial<Session>;

type Fields = { readonly [name: string]: unknown };

/** Leaves out of each session what the one before it has, too. */
export function writeSteps(steps: readonly Step[]): WrittenStep[] {
  let before: Fields = BLANK_SESSION;
  const write = ({ session, ...change }: SessionChange): WrittenChange => {
    const differs = ([name, value]: [string, unknown]) => JSON.stringify(before[name]) !== JSON.stringify(value);
    const written = Object.fromEntries(Object.entries(session).filter(differs));
    before = { ...session };
    return { ...change, session: written };
  };
  return steps.map(({ state, deadlineMs, changes }, index) => ({
    ...(state !== steps[index - 1]?.state && { state }),
    ...(deadlineMs !== steps[index - 1]?.deadlineMs && { deadlineMs }),
    ...(changes.length > 0 && { changes: changes.map(write) }),
  }));
}

/** Puts back what `writeSteps` left out. */
export function readSteps(written: readonly WrittenStep[]): Step[] {
  let session: Fields = BLANK_SESSION;
  let before: Omit<Step, 'changes'> = { state: 'idle', deadlineMs: null };
  return written.map(({ changes = [], ...step }) => {
    before = { ...before, ...step };
    return {
      ...before,
      changes: changes.map((change) => {
        session = { ...session, ...change.session };
        return { ...change, session } as unknown as SessionChange;
      }),
    };
  });
}
