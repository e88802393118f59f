import type { SessionContext } from './context.ts';
import type { Limit } from './policy.ts';

type AnyLimit = Limit<string>;
type Clock = Readonly<Pick<SessionContext, 'isHidden' | 'isClosed' | 'startTimeMs'>>;

/** The span as a half-open interval: one millisecond more where it is still alive at exactly `ms`. */
const spanMs = ({ ms, inclusive }: AnyLimit) => ms + (inclusive ? 1 : 0);

const runs = ({ isHidden, isClosed }: Clock, limit: AnyLimit) =>
  limit.while === undefined || limit.while === (isHidden ? 'background' : 'foreground') || limit.while === (isClosed ? 'closed' : 'open');

/** Nobody has the app before them: it is hidden, or its last context closed, which hides it without a word. */
export const isAway = ({ isHidden, isClosed }: Pick<Clock, 'isHidden' | 'isClosed'>): boolean => isHidden || isClosed;

/** An SDK that polls notices at the next multiple of its interval. */
export const onGrid = (atMs: number, startTimeMs: number, everyMs: number | undefined) =>
  everyMs ? startTimeMs + Math.ceil((atMs - startTimeMs) / everyMs) * everyMs : atMs;

const endMs = (c: Clock, limit: AnyLimit | undefined, fromMs: number) =>
  limit && runs(c, limit) ? onGrid(fromMs + spanMs(limit), c.startTimeMs, limit.everyMs) : Infinity;

/**
 * Works out the limits anew. They move with a start and with a change of visibility or openness only, so activity need
 * not look at them. Where several fall on one instant the rank is max_duration, day_boundary, background_timeout,
 * inactivity.
 */
export function setLimits(c: SessionContext): void {
  const { inactivity, duration, background } = c.limits;
  const maxMs = endMs(c, duration, c.durationFromMs);
  const awayMs = isAway(c) ? endMs(c, background, c.backgroundFromMs) : Infinity;
  c.fixedMs = Math.min(maxMs, c.dayEndMs, awayMs);
  c.fixedReason = maxMs === c.fixedMs ? 'max_duration' : c.dayEndMs === c.fixedMs ? 'day_boundary' : 'background_timeout';
  c.idleMs = inactivity && runs(c, inactivity) ? spanMs(inactivity) : Infinity;
  setDeadline(c);
}

/** First instant at which the session is over, if nothing more happens; exclusive. */
export function setDeadline(c: SessionContext): void {
  c.deadlineMs = Math.min(onGrid(c.idleFromMs + c.idleMs, c.startTimeMs, c.limits.inactivity?.everyMs), c.fixedMs);
}

/**
 * Where a stopwatch that stood still since `sinceMs` counts from when it goes on at `atMs`. One whose span was over already,
 * and that stopped before the next poll noticed, is noticed by the next poll after this.
 */
const resumed = (limit: AnyLimit, fromMs: number, sinceMs: number, atMs: number) =>
  Math.max(fromMs + Math.max(0, atMs - Math.max(fromMs, sinceMs)), atMs + 1 - spanMs(limit));

/** Lets the limits that run in `entered` go on after the time they stood still. */
function resumeLimits(c: SessionContext, entered: string, sinceMs: number, atMs: number): void {
  const { inactivity, duration, background } = c.limits;
  if (inactivity?.while === entered) c.idleFromMs = resumed(inactivity, c.idleFromMs, sinceMs, atMs);
  if (duration?.while === entered) c.durationFromMs = resumed(duration, c.durationFromMs, sinceMs, atMs);
  if (background?.while === entered) c.backgroundFromMs = resumed(background, c.backgroundFromMs, sinceMs, atMs);
}

/** The app of a live session comes to the foreground or leaves it. */
export function turn(c: SessionContext, isHidden: boolean, atMs: number): void {
  resumeLimits(c, isHidden ? 'background' : 'foreground', c.visibilityTimeMs, atMs);
  if (!isAway(c)) c.backgroundFromMs = atMs;
  c.isHidden = isHidden;
  c.visibilityTimeMs = atMs;
  setLimits(c);
}

/** The first context of a live session opens or the last one closes. */
export function shut(c: SessionContext, isClosed: boolean, atMs: number): void {
  resumeLimits(c, isClosed ? 'closed' : 'open', c.openTimeMs, atMs);
  if (!isAway(c)) c.backgroundFromMs = atMs;
  c.isClosed = isClosed;
  c.openTimeMs = atMs;
  setLimits(c);
}
