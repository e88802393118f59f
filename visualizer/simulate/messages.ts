import type { SessionPolicy, StartReason } from '../../src/index.ts';
import type { BadLine, SessionDiff, SessionFate, SessionMove, SessionTally, SimulatedEnd } from '../../src/tools/index.ts';

/** What policies go by. */
export const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** Activity by where it comes from. */
export type ActivityRequest =
  | { readonly kind: 'sample'; readonly users: number; readonly days: number; readonly seed: number }
  | { readonly kind: 'file'; readonly name: string; readonly blob: Blob };

/** The device slept: whatever comes after `atMs` (on the sleeper's own clock) comes `ms` later. */
export interface Sleep {
  readonly atMs: number;
  readonly ms: number;
}

/** What the page asks of the worker. A newer request of a type makes an older one void. */
export type Request =
  | { readonly type: 'load'; readonly id: number; readonly activity: ActivityRequest }
  | { readonly type: 'run'; readonly id: number; readonly policies: readonly SessionPolicy[] }
  | { readonly type: 'compare'; readonly id: number; readonly pair: readonly [number, number] }
  | { readonly type: 'csv'; readonly id: number; readonly policies: readonly SessionPolicy[] }
  | {
      readonly type: 'person';
      readonly id: number;
      readonly user: string | null;
      readonly policies: readonly SessionPolicy[];
      readonly sleeps: readonly Sleep[];
    };

export interface LoadedActivity {
  readonly kind: 'rows' | 'traces';
  readonly name: string;
  readonly events: number;
  readonly users: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly badLines: number;
  readonly firstBadLine: BadLine | null;
}

/** Share of the sessions that are at most this long falls into each bin; the last bin has no end. */
export const DURATION_BINS_MS = [1_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 14_400_000] as const;

export interface PolicyResult extends SessionTally {
  /** Sessions by duration, one more than `DURATION_BINS_MS`. */
  readonly durations: readonly number[];
}
export interface CurvePoint {
  readonly timeoutMs: number;
  /** Sessions of each policy, were this its inactivity timeout. */
  readonly sessions: readonly number[];
}
export interface PersonSession {
  readonly ordinal: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly startReason: StartReason;
  readonly endReason: SimulatedEnd;
  readonly events: number;
}
/** One step of the chart, in what the page shows of it. */
export interface WalkStep {
  readonly atMs: number;
  /** The trigger, or the event's type. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Transitions taken: source, target (null: stays) and guard. */
  readonly taken: readonly (readonly [source: string, target: string | null, guard: string | null])[];
  readonly told: readonly string[];
  /** `null` where no limit runs; a trace does not tell it. */
  readonly deadlineMs: number | null | 'untold';
}
/** All steps, as columns. */
export interface Walk {
  readonly times: Float64Array;
  /** `Infinity` where no limit runs, `NaN` where it is not told. */
  readonly deadlines: Float64Array;
  /** Index into `shapes`. */
  readonly kinds: Uint16Array;
  readonly shapes: readonly Omit<WalkStep, 'atMs' | 'deadlineMs'>[];
}
export interface Person {
  readonly user: string;
  readonly times: Float64Array;
  /** Index into `names`. */
  readonly kinds: Uint8Array;
  readonly names: readonly string[];
  /** By policy. */
  readonly sessions: readonly (readonly PersonSession[])[];
  readonly walks: readonly Walk[];
  /** The walk ends before the activity does. */
  readonly isCut: boolean;
}
/** What changes from one policy to another. */
export interface Comparison extends SessionDiff {
  readonly pair: readonly [number, number];
  /** The largest of each kind. */
  readonly examplesByFate: ReadonlyMap<SessionFate, readonly SessionMove[]>;
}
export interface RankedPerson {
  readonly user: string;
  readonly events: number;
}

export type Answer =
  | { readonly type: 'loaded'; readonly id: number; readonly activity: LoadedActivity }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly type: 'ran';
      readonly id: number;
      readonly results: readonly PolicyResult[];
      readonly people: readonly RankedPerson[];
      readonly tookMs: number;
    }
  | { readonly type: 'curve'; readonly id: number; readonly points: readonly CurvePoint[]; readonly isComplete: boolean }
  | { readonly type: 'compared'; readonly id: number; readonly comparison: Comparison }
  | { readonly type: 'csv'; readonly id: number; readonly csv: Blob }
  | { readonly type: 'person'; readonly id: number; readonly person: Person };
