import type { SessionPolicy } from '../../machines/policy.ts';
import type { StartReason } from '../../machines/session.ts';
import type { UserRows } from './activity-block.ts';
import type { Reading } from './event-readings.ts';
import { createPolicyFold, type TellSession } from './policy-fold.ts';
import { countSessions, endTimeOf, type SimulatedEnd } from './session-tally.ts';

export interface SimulatedSession {
  readonly policy: string;
  readonly user: string;
  /** 1 for a user's first. */
  readonly ordinal: number;
  readonly startTimeMs: number;
  /** The last sign of life, as of `Session`. */
  readonly endTimeMs: number;
  readonly startReason: StartReason;
  readonly endReason: SimulatedEnd;
  /** Rows that fell into it. */
  readonly events: number;
}

interface CrowdOptions {
  readonly policies: readonly SessionPolicy[];
  readonly onSession?: ((session: SimulatedSession) => void) | undefined;
}

/** A user's events came in an order that needs more rows at once. */
export class OutOfOrder extends Error {}

/** Every policy on every user. */
export function foldCrowd({ policies, onSession }: CrowdOptions, readings: readonly Reading[], nameOf: (user: number) => string) {
  const folds = policies.map((policy) => {
    const tally = countSessions();
    const tell: TellSession = (user, session, events) => {
      tally.count(user, session, events);
      onSession?.({
        policy: policy.name,
        user: nameOf(user),
        ordinal: session.ordinal,
        startTimeMs: session.startTimeMs,
        endTimeMs: endTimeOf(session),
        startReason: session.startReason,
        endReason: session.endReason ?? 'open',
        events,
      });
    };
    return { policy, tally, fold: createPolicyFold(policy, readings, onSession ? tell : tally.count) };
  });
  let lastMs: Float64Array = new Float64Array(0);
  return {
    fold(rows: UserRows, isLast: boolean) {
      lastMs = checkOrder(rows, lastMs, nameOf);
      for (const { fold } of folds) {
        for (let user = 0; user + 1 < rows.starts.length; user++)
          if (rows.starts[user] !== rows.starts[user + 1]) fold.fold(user, rows, isLast);
      }
    },
    finish() {
      for (const { fold } of folds) fold.finish();
      return folds.map(({ policy, tally }) => ({ policy: policy.name, counts: tally.counts() }));
    },
  };
}

/** @returns each user's last time so far. @throws OutOfOrder where a user has rows from before that. */
function checkOrder({ starts, times }: UserRows, lastMs: Float64Array, nameOf: (user: number) => string): Float64Array {
  const next = starts.length - 1 > lastMs.length ? new Float64Array(starts.length - 1).fill(-Infinity) : lastMs;
  if (next !== lastMs) next.set(lastMs);
  for (let user = 0; user + 1 < starts.length; user++) {
    const from = starts[user] as number;
    const to = starts[user + 1] as number;
    if (from === to) continue;
    if ((times[from] as number) < (next[user] as number)) throw new OutOfOrder(`the events of ${nameOf(user)} are far out of order`);
    next[user] = times[to - 1] as number;
  }
  return next;
}
