import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { EndReason, Session, SessionChange } from '../../machines/session.ts';

/** A value that a guard looked at. */
export type Compared = string | number | boolean | null | readonly string[];

/** What a guard answered, and what it compared. */
export interface GuardVerdict {
  readonly guard: string;
  readonly holds: boolean;
  readonly compared: Readonly<Record<string, Compared>>;
}

/** One transition as it was taken. */
export interface TransitionTaken {
  /** The event that was handled, `''` where the state moved on of itself. */
  readonly event: string;
  /** State whose transition it was, dotted: `live`. */
  readonly source: string;
  /** `null`: it stayed where it was. */
  readonly target: string | null;
  readonly guard: string | null;
  readonly actions: readonly string[];
  /** Guards that were asked, in order; the last one held if a guarded transition was taken. */
  readonly verdicts: readonly GuardVerdict[];
}

/** One limit of the live session. */
export interface LimitTold {
  readonly reason: EndReason;
  /** First instant at which it ends the session; `null` where it does not run now. */
  readonly atMs: number | null;
  /** Triggers that would move it. */
  readonly movedBy: readonly Trigger[];
}

/** When the live session is over, if nothing more happens. */
export interface DeadlineTold {
  /** `null` where no limit runs. */
  readonly atMs: number | null;
  readonly limits: readonly LimitTold[];
}

/** Everything about one event: what was asked, what was done, what came of it. */
export interface InspectedStep {
  readonly atMs: number;
  readonly event: SessionEvent;
  /** Dotted and innermost: `live.active`. */
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly TransitionTaken[];
  readonly changes: readonly SessionChange[];
  /** The live session, else the last. */
  readonly session: Session | null;
  /** `null` where no session lives. */
  readonly deadline: DeadlineTold | null;
}

/** What the bridge sends. Plain JSON; `actor` is unique among all that attach. */
export type InspectionMessage =
  | {
      readonly type: 'sessionchart.attached';
      readonly version: 1;
      readonly actor: string;
      readonly name: string;
      readonly policy: SessionPolicy;
    }
  | { readonly type: 'sessionchart.step'; readonly version: 1; readonly actor: string; readonly step: InspectedStep }
  /** A platform reported it, whether or not the chart had to hear of it. */
  | {
      readonly type: 'sessionchart.trigger';
      readonly version: 1;
      readonly actor: string;
      readonly trigger: Trigger;
      readonly atMs: number;
    }
  /** Activity moved the deadline; `null` where no session lives or no limit runs. `nowMs` is the app's own clock. */
  | {
      readonly type: 'sessionchart.deadline';
      readonly version: 1;
      readonly actor: string;
      readonly deadlineMs: number | null;
      readonly nowMs: number;
    }
  | { readonly type: 'sessionchart.detached'; readonly version: 1; readonly actor: string };
