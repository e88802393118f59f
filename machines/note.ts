import { isActivity, isTelemetry, named } from './activity.ts';
import type { SessionContext } from './context.ts';
import { setDeadline } from './deadline.ts';
import type { SessionEvent } from './events.ts';
import { covers } from './triggers.ts';

/** Time never runs backwards inside a session. */
export const notBefore = (c: Readonly<SessionContext>, atMs: number) => Math.max(c.seenTimeMs, atMs);

export function extend(c: SessionContext, atMs: number): void {
  c.lastActivityTimeMs = Math.max(c.lastActivityTimeMs, atMs);
  c.idleFromMs = Math.max(c.idleFromMs, atMs);
  setDeadline(c);
}

export function countTelemetry(c: SessionContext, event: SessionEvent): void {
  if (!isTelemetry(event) || event.type !== 'session.trigger') return;
  c.lastTelemetryTimeMs = Math.max(c.lastTelemetryTimeMs ?? -Infinity, event.atMs);
  c.ownTotal++;
  if (covers(['telemetry.traces'], event.trigger)) c.ownTraces++;
  else if (covers(['telemetry.logs'], event.trigger)) c.ownLogs++;
  else if (covers(['telemetry.metrics'], event.trigger)) c.ownMetrics++;
}

/** What a trigger does to a session that lives on. */
export function note(c: SessionContext, event: SessionEvent): void {
  countTelemetry(c, event);
  if (isActivity(c, event)) extend(c, event.atMs);
  c.seenTimeMs = notBefore(c, event.atMs);
  if (named(c.input.policy.splitOn, c, event)) {
    c.partIndex++;
    c.partStartTimeMs = c.seenTimeMs;
    c.revision++;
  }
}
