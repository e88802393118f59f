import type { SessionEvent } from '../../machines/events.ts';
import type { Trigger } from '../../machines/policy.ts';
import type { EndReason, StartReason } from '../../machines/session.ts';
import type { TransitionTaken } from '../inspect/messages.ts';

/** What every decision has. */
interface Made {
  /** Grows by one with each decision. */
  readonly seq: number;
  /** When it happened, by the session clock; Unix epoch milliseconds. An event that comes late has its own instant. */
  readonly atMs: number;
  /** How often it was made alike since something else was decided; the last time is `lastMs`. */
  readonly count: number;
  readonly lastMs: number;
}

/** What the chart told, in short. */
export interface ToldChange {
  readonly type: 'started' | 'resumed' | 'backgrounded' | 'foregrounded' | 'updated' | 'ended';
  readonly id: string;
  readonly ordinal: number;
  readonly atMs: number;
  readonly reason: StartReason | EndReason;
}

/** The limit that is reached first, as it stood when the event came. The session is over where `ranMs` is at least `limitMs`. */
export interface LimitCompared {
  readonly reason: EndReason;
  /** How long it had run. */
  readonly ranMs: number;
  /** Where it ends the session: the policy's span, one millisecond more where that is inclusive, up to the next poll where the policy polls. */
  readonly limitMs: number;
  /** Instant at which the session is over by this limit, exclusive. */
  readonly deadlineMs: number;
}

/** A transition as it was taken, and what came of it: one line. Where none was taken, one without `source`, with the guards that refused. */
export interface TransitionTold extends TransitionTaken {
  /** Session that was live before, else the last; `''` before the first. */
  readonly id: string;
  /** `null` where none was live, or no limit ran. */
  readonly limit: LimitCompared | null;
  readonly changes: readonly ToldChange[];
  /** First instant at which the session that lives afterwards is over; `null` where none lives, or no limit runs. */
  readonly deadlineMs: number | null;
}

/** An event that the chart heard: which guards were asked, on which values, and what came of it. */
export interface ChartDecision extends Made {
  readonly kind: 'chart';
  readonly event: SessionEvent;
  /** It was heard before, and is played again on what another context did. */
  readonly again: boolean;
  /** Dotted, innermost: `live.active`. */
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly TransitionTold[];
}

/** A trigger that was reported and that the chart need not hear of: it keeps the session alive, or does nothing. */
export interface ActivityDecision extends Made {
  readonly kind: 'activity';
  readonly trigger: Trigger;
  /** The policy's `extendOn` names it. */
  readonly isListed: boolean;
  /** A session lived. */
  readonly isLive: boolean;
  /** Deadline before and after; `null` where no limit runs. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Something between this context and its store. */
export interface StoreDecision extends Made {
  readonly kind: 'store';
  /**
   * `empty`, `found`, `unreadable`: what was there at first. `wrote`: another session stands there since this context wrote, or an end.
   * `heard`: the store told of a write. `wiped`: all was taken away. `ended`: it ended elsewhere, which the chart of this context
   * did not see. `replaced`: it was not final, and another context was first. `failed`: it threw or rejected.
   */
  readonly what: 'empty' | 'found' | 'unreadable' | 'wrote' | 'heard' | 'wiped' | 'ended' | 'replaced' | 'failed';
  /** Id of the session that took the place of one that was not final. */
  readonly by: string | null;
  readonly id: string | null;
  readonly endReason: EndReason | null;
  /** Contexts that took part in that session. */
  readonly contexts: readonly string[];
  /** Of a failure. */
  readonly error: string | null;
}

/** A warning, as `diag` heard it. */
export interface WarningDecision extends Made {
  readonly kind: 'warning';
  readonly message: string;
}

/** Everything that debug mode tells of, each a line or a few. */
export type Decision = ChartDecision | ActivityDecision | StoreDecision | WarningDecision;

type Without<T> = T extends Decision ? Omit<T, 'seq' | 'count' | 'lastMs'> : never;
/** A decision that has not been counted yet. */
export type NewDecision = Without<Decision>;
