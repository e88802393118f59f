import type { SessionContext } from './context.ts';
import { setLimits } from './deadline.ts';
import { mergeMetadata } from './reconcile.ts';
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
