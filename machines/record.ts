import type { EndedSession, LiveSession, Session, TelemetryCounts } from './session.ts';

/**
 * The stored form of a session: all that another process needs to go on as if nothing had happened. Plain JSON, no
 * deadline (it follows from the policy) and no snapshot of the chart. Its JSON Schema is `schemas/session-record.json`.
 */
export interface SessionRecord extends Omit<Session, 'state' | 'telemetry' | 'contexts' | 'evidence'> {
  readonly version: 1;
  /** Absent in what earlier releases wrote. */
  readonly evidence?: Session['evidence'];
  /** The next session may name it as its previous one. */
  readonly linked: boolean;
  /** The last instant that anything was told of it. */
  readonly seenTimeMs: number;
  /** Where the stopwatches of the limits count from; later than the event itself by the time they stood still. */
  readonly idleFromMs: number;
  readonly durationFromMs: number;
  readonly backgroundFromMs: number;
  /** Last known visibility of the app, and since when. */
  readonly isHidden: boolean;
  readonly visibilityTimeMs: number;
  /** Whether every context is closed, and since when it is so or not so. */
  readonly isClosed: boolean;
  readonly openTimeMs: number;
  /** When each field of the metadata changed last; a field that is absent from the metadata was removed then. */
  readonly metadataTimesMs: Readonly<Record<string, number>>;
  /** What each context stamped. */
  readonly telemetryByContext: Readonly<Record<string, TelemetryCounts>>;
}

export const NO_TELEMETRY: TelemetryCounts = { total: 0, traces: 0, logs: 0, metrics: 0 };

export const sumCounts = (a: TelemetryCounts, b: TelemetryCounts): TelemetryCounts => ({
  total: a.total + b.total,
  traces: a.traces + b.traces,
  logs: a.logs + b.logs,
  metrics: a.metrics + b.metrics,
});

/** The session that a record tells of. */
export function sessionOf(record: SessionRecord): LiveSession | EndedSession {
  const session = {
    id: record.id,
    previousId: record.previousId,
    ordinal: record.ordinal,
    scope: record.scope,
    policy: record.policy,
    startTimeMs: record.startTimeMs,
    startReason: record.startReason,
    lastActivityTimeMs: record.lastActivityTimeMs,
    lastTelemetryTimeMs: record.lastTelemetryTimeMs,
    recovered: record.recovered,
    evidence: record.evidence ?? null,
    supersededBy: record.supersededBy,
    sampled: record.sampled,
    attributes: record.attributes,
    metadata: record.metadata,
    telemetry: Object.values(record.telemetryByContext).reduce(sumCounts, NO_TELEMETRY),
    partIndex: record.partIndex,
    partStartTimeMs: record.partStartTimeMs,
    contexts: Object.keys(record.telemetryByContext),
    revision: record.revision,
  };
  const { endTimeMs, endReason, lapseTimeMs } = record;
  return endTimeMs === null || endReason === null || lapseTimeMs === null
    ? { ...session, state: record.isHidden ? 'backgrounded' : 'active', endTimeMs: null, endReason: null, lapseTimeMs: null }
    : { ...session, state: 'ended', endTimeMs, endReason, lapseTimeMs };
}
