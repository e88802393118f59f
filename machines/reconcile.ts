import { own } from './own.ts';
import { NO_TELEMETRY, type SessionRecord } from './record.ts';
import type { Attributes, TelemetryCounts } from './session.ts';

/**
 * What two contexts know of their scope's session, made one. Commutative, associative and idempotent, so contexts agree
 * whatever the order in which they hear of each other.
 */
export function reconcile(a: SessionRecord, b: SessionRecord): SessionRecord {
  return a.id === b.id ? mergeRecords(a, b) : isAhead(a, b) ? a : b;
}

/** The higher ordinal wins, then the earlier start, then the smaller id. */
export const isAhead = (a: Order, b: Order): boolean =>
  a.ordinal !== b.ordinal ? a.ordinal > b.ordinal : a.startTimeMs !== b.startTimeMs ? a.startTimeMs < b.startTimeMs : a.id < b.id;
type Order = Pick<SessionRecord, 'ordinal' | 'startTimeMs' | 'id'>;

/** Two records of one session: what grows by maximum, what changes by its own time, the earlier end. */
function mergeRecords(a: SessionRecord, b: SessionRecord): SessionRecord {
  const end = earlierEnd(a, b);
  const shown = later(a.visibilityTimeMs, !a.isHidden, b.visibilityTimeMs, !b.isHidden) ? a : b;
  const opened = later(a.openTimeMs, !a.isClosed, b.openTimeMs, !b.isClosed) ? a : b;
  const fixed = JSON.stringify(a.attributes) <= JSON.stringify(b.attributes) ? a : b;
  return sorted({
    ...fixed,
    ...mergeMetadata(a, b),
    ...mergeCounts(a, b),
    endTimeMs: end.endTimeMs,
    endReason: end.endReason,
    lapseTimeMs: end.lapseTimeMs,
    supersededBy: end.supersededBy,
    linked: a.linked && b.linked,
    recovered: a.recovered || b.recovered,
    evidence: firstOf(a.evidence ?? null, b.evidence ?? null),
    isHidden: shown.isHidden,
    visibilityTimeMs: shown.visibilityTimeMs,
    isClosed: opened.isClosed,
    openTimeMs: opened.openTimeMs,
    lastActivityTimeMs: Math.max(a.lastActivityTimeMs, b.lastActivityTimeMs),
    lastTelemetryTimeMs: latest(a.lastTelemetryTimeMs, b.lastTelemetryTimeMs),
    seenTimeMs: Math.max(a.seenTimeMs, b.seenTimeMs),
    idleFromMs: Math.max(a.idleFromMs, b.idleFromMs),
    durationFromMs: Math.max(a.durationFromMs, b.durationFromMs),
    backgroundFromMs: Math.max(a.backgroundFromMs, b.backgroundFromMs),
    partIndex: Math.max(a.partIndex, b.partIndex),
    partStartTimeMs: Math.max(a.partStartTimeMs, b.partStartTimeMs),
    revision: Math.max(a.revision, b.revision),
  });
}

/** The same fields in one order, so that equal records are equal texts. */
const sorted = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) as T;

/** Whether both tell the same. */
export const isSameRecord = (a: SessionRecord, b: SessionRecord): boolean =>
  JSON.stringify(mergeRecords(a, a)) === JSON.stringify(mergeRecords(b, b));

const firstOf = <T extends string>(a: T | null, b: T | null) => (a === null ? b : b === null || a < b ? a : b);

const latest = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));

/** On the same instant the livelier side wins. */
const later = (aMs: number, aLives: boolean, bMs: number, bLives: boolean) => (aMs === bMs ? aLives || !bLives : aMs > bMs);

function earlierEnd(a: SessionRecord, b: SessionRecord): SessionRecord {
  if (a.lapseTimeMs === null) return b;
  if (b.lapseTimeMs === null) return a;
  if (a.lapseTimeMs !== b.lapseTimeMs) return a.lapseTimeMs < b.lapseTimeMs ? a : b;
  const key = ({ endReason, endTimeMs, supersededBy }: SessionRecord) => JSON.stringify([endReason, endTimeMs, supersededBy]);
  return key(a) <= key(b) ? a : b;
}

type Metadata = Pick<SessionRecord, 'metadata' | 'metadataTimesMs'>;

/** Each field by the time of its last change; a removal is a change. */
export function mergeMetadata(a: Metadata, b: Metadata): Metadata {
  const metadata: Record<string, Attributes[string]> = {};
  const metadataTimesMs: Record<string, number> = {};
  for (const key of Object.keys({ ...a.metadataTimesMs, ...b.metadataTimesMs }).sort()) {
    const aMs = own(a.metadataTimesMs, key) ?? -Infinity;
    const bMs = own(b.metadataTimesMs, key) ?? -Infinity;
    const winner = aMs === bMs ? (text(own(a.metadata, key)) >= text(own(b.metadata, key)) ? a : b) : aMs > bMs ? a : b;
    const value = own(winner.metadata, key);
    metadataTimesMs[key] = Math.max(aMs, bMs);
    if (value !== undefined) metadata[key] = value;
  }
  return { metadata, metadataTimesMs };
}
const text = (value: Attributes[string] | undefined) => JSON.stringify(value) ?? '';

/** Each context counts its own and only ever up. */
function mergeCounts(a: SessionRecord, b: SessionRecord): Pick<SessionRecord, 'telemetryByContext'> {
  const telemetryByContext: Record<string, TelemetryCounts> = {};
  for (const id of Object.keys({ ...a.telemetryByContext, ...b.telemetryByContext }).sort()) {
    const x = own(a.telemetryByContext, id) ?? NO_TELEMETRY;
    const y = own(b.telemetryByContext, id) ?? NO_TELEMETRY;
    telemetryByContext[id] = {
      total: Math.max(x.total, y.total),
      traces: Math.max(x.traces, y.traces),
      logs: Math.max(x.logs, y.logs),
      metrics: Math.max(x.metrics, y.metrics),
    };
  }
  return { telemetryByContext };
}
