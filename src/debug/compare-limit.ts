import type { SessionContext } from '../../machines/context.ts';
import type { EndReason } from '../../machines/session.ts';
import type { LimitCompared } from './decisions.ts';

type Context = Readonly<SessionContext>;

/** Since when the limit behind the deadline has run. */
function runningSince(c: Context, reason: EndReason): number {
  if (reason === 'max_duration') return c.durationFromMs;
  if (reason === 'background_timeout') return c.backgroundFromMs;
  return reason === 'inactivity' ? c.idleFromMs : c.startTimeMs;
}

/** The limit that the deadline of a live session stands for, compared with an instant; `null` where none runs. */
export function compareLimit(c: Context, atMs: number): LimitCompared | null {
  const { deadlineMs } = c;
  if (!Number.isFinite(deadlineMs)) return null;
  const reason = deadlineMs === c.fixedMs ? c.fixedReason : 'inactivity';
  const fromMs = runningSince(c, reason);
  return { reason, ranMs: atMs - fromMs, limitMs: deadlineMs - fromMs, deadlineMs };
}
