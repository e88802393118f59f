import type { SessionContext } from '../../machines/context.ts';
import { isAway, onGrid } from '../../machines/deadline.ts';
import type { Limit, Trigger } from '../../machines/policy.ts';
import type { EndReason } from '../../machines/session.ts';
import type { DeadlineTold, LimitTold } from './messages.ts';

type Context = Readonly<SessionContext>;
interface Running {
  readonly reason: EndReason;
  readonly limit: Limit<string>;
  readonly fromMs: number;
  readonly movedBy: readonly Trigger[];
}

const runs = ({ isHidden, isClosed }: Context, { while: where }: Limit<string>) =>
  where === undefined || where === (isHidden ? 'background' : 'foreground') || where === (isClosed ? 'closed' : 'open');

/** A stopwatch is moved by what starts and stops it. */
const SWITCHES: { readonly [Where in NonNullable<Limit['while']>]: readonly Trigger[] } = {
  foreground: ['background'],
  background: ['foreground'],
  open: ['unload'],
  closed: ['load'],
};
const switches = ({ while: where }: Limit<string>): readonly Trigger[] => (where ? SWITCHES[where as keyof typeof SWITCHES] : []);

function limitTold(c: Context, { reason, limit, fromMs, movedBy }: Running): LimitTold {
  const endMs = onGrid(fromMs + limit.ms + (limit.inclusive ? 1 : 0), c.startTimeMs, limit.everyMs);
  return { reason, atMs: runs(c, limit) ? endMs : null, movedBy: [...new Set([...movedBy, ...switches(limit)])] };
}

/** The limits of the live session that the context holds, what each would end it at, and what would move it. */
export function explainDeadline(c: Context): DeadlineTold {
  const { inactivity, background, duration } = c.limits;
  const { extendOn } = c.input.policy;
  const limits: LimitTold[] = [];
  if (duration) limits.push(limitTold(c, { reason: 'max_duration', limit: duration, fromMs: c.durationFromMs, movedBy: [] }));
  if (Number.isFinite(c.dayEndMs)) limits.push({ reason: 'day_boundary', atMs: c.dayEndMs, movedBy: [] });
  if (background) {
    const told = limitTold(c, {
      reason: 'background_timeout',
      limit: background,
      fromMs: c.backgroundFromMs,
      movedBy: ['foreground', 'load'],
    });
    limits.push(isAway(c) ? told : { ...told, atMs: null, movedBy: ['background', 'unload'] });
  }
  if (inactivity) limits.push(limitTold(c, { reason: 'inactivity', limit: inactivity, fromMs: c.idleFromMs, movedBy: extendOn }));
  return { atMs: Number.isFinite(c.deadlineMs) ? c.deadlineMs : null, limits };
}
