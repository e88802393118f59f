import type { SessionContext } from './context.ts';
import { setLimits } from './deadline.ts';
import { forgetMetadata } from './metadata.ts';
import { isSampled } from './sampling.ts';
import type { EndReason, StartReason } from './session.ts';
import { covers } from './triggers.ts';

export function start(c: SessionContext, atMs: number, reason: StartReason): void {
  const { policy, generateId, attributes, nextDayMs, random } = c.input;
  if (c.clears) forgetMetadata(c);
  c.previousId = c.linked && c.id !== '' ? c.id : null;
  c.id = generateId(atMs);
  c.ordinal++;
  c.policy = policy.name;
  c.scope = c.input.scope;
  c.startTimeMs = c.partStartTimeMs = atMs;
  c.lastActivityTimeMs = c.seenTimeMs = atMs;
  c.idleFromMs = c.durationFromMs = atMs;
  c.backgroundFromMs = c.isHidden ? Math.max(c.visibilityTimeMs, atMs) : atMs;
  c.startReason = reason;
  c.endTimeMs = c.endReason = c.lapseTimeMs = c.lastTelemetryTimeMs = c.supersededBy = null;
  c.recovered = c.renews = false;
  c.evidence = null;
  c.linked = c.joined = true;
  c.partIndex = c.revision = 0;
  c.ownTotal = c.ownTraces = c.ownLogs = c.ownMetrics = c.othersTotal = 0;
  c.telemetryByContext = {};
  c.attributes = attributes(atMs);
  c.sampled = isSampled(policy.sampling, c.id, random);
  c.dayEndMs = covers(policy.endOn, 'day') ? nextDayMs(atMs) : Infinity;
  setLimits(c);
}

export function end(c: SessionContext, endTimeMs: number, lapseTimeMs: number, reason: EndReason): void {
  c.endTimeMs = Math.max(c.startTimeMs, endTimeMs);
  c.lapseTimeMs = c.deadlineMs = lapseTimeMs;
  c.endReason = reason;
  c.renews = follows(c);
  c.revision++;
}

/** The next follows at once, unless nobody was there: no context open, or nothing happened since the last renewal. */
export const follows = (c: Readonly<SessionContext>) =>
  c.input.policy.then === 'renew' &&
  (c.startReason !== 'renewal' || c.lastActivityTimeMs > c.startTimeMs || c.ownTotal + c.othersTotal > 0) &&
  !(c.isClosed && c.openTimeMs <= c.deadlineMs);

/** The end is the last sign of life; a session cut off by its maximum was alive until then. */
export function endLapsed(c: SessionContext): void {
  const reason = c.deadlineMs === c.fixedMs ? c.fixedReason : 'inactivity';
  end(c, reason === 'max_duration' ? c.deadlineMs : Math.min(c.seenTimeMs, c.deadlineMs), c.deadlineMs, reason);
}
