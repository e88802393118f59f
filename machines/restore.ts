import { recordOf, type SessionContext } from './context.ts';
import { setLimits } from './deadline.ts';
import type { SessionEvent } from './events.ts';
import { forgetMetadata } from './metadata.ts';
import { mergeMetadata, reconcile } from './reconcile.ts';
import { NO_TELEMETRY, type SessionRecord, sumCounts } from './record.ts';
import { covers } from './triggers.ts';

/** The record becomes what the context holds. */
export function take(c: SessionContext, record: SessionRecord): void {
  const { version: _, ...fields } = record;
  const { [c.input.contextId]: own = NO_TELEMETRY, ...others } = fields.telemetryByContext;
  const isFirst = c.ordinal === 0;
  const waiting = { metadata: c.metadata, metadataTimesMs: c.metadataTimesMs };
  Object.assign(c, fields);
  c.evidence = record.evidence ?? null;
  if (isFirst) Object.assign(c, mergeMetadata(waiting, record));
  c.telemetryByContext = others;
  c.othersTotal = Object.values(others).reduce(sumCounts, NO_TELEMETRY).total;
  c.joined = record.lapseTimeMs === null || c.input.contextId in fields.telemetryByContext;
  c.ownTotal = own.total;
  c.ownTraces = own.traces;
  c.ownLogs = own.logs;
  c.ownMetrics = own.metrics;
  c.dayEndMs = covers(c.input.policy.endOn, 'day') ? c.input.nextDayMs(c.startTimeMs) : Infinity;
  setLimits(c);
  if (c.lapseTimeMs !== null) c.deadlineMs = c.lapseTimeMs;
}

/** What another context knows of the session, or of another one. */
export function adopt(c: SessionContext, event: SessionEvent): void {
  if (event.type !== 'session.sync') return;
  const own = c.id === event.record.id ? recordOf(c) : null;
  take(c, own ? reconcile(own, event.record) : event.record);
  if (event.evidence === undefined) return;
  c.evidence = event.evidence;
  c.recovered = true;
}

/** Takes a session that is over. What an earlier process said of itself does not hold for this one, nor the reverse. */
export function bury(c: SessionContext, event: SessionEvent, finish: () => void): void {
  const isFirst = c.ordinal === 0;
  const { isHidden, visibilityTimeMs } = c;
  if (isFirst) forgetMetadata(c);
  adopt(c, event);
  finish();
  c.clears = isFirst;
  if (!isFirst) return;
  c.isHidden = isHidden;
  c.visibilityTimeMs = visibilityTimeMs;
}
