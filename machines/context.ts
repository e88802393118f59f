import type { SessionEvent } from './events.ts';
import type { SessionPolicy } from './policy.ts';
import { NO_TELEMETRY, type SessionRecord } from './record.ts';
import type { Attributes, EndReason, TelemetryCounts, TerminationEvidence } from './session.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What the chart remembers. Flat, so that a rule writes fields and a runner may keep one for life. */
export interface SessionContext extends Writable<Omit<SessionRecord, 'version' | 'evidence'>> {
  evidence: TerminationEvidence | null;
  readonly input: Required<SessionInput>;
  readonly limits: SessionPolicy['endAfter'];
  /** First instant at which the session is over; that of the last one where none lives, `-Infinity` before the first. */
  deadlineMs: number;
  /** The part of the deadline that activity cannot move, and what stands behind it. */
  fixedMs: number;
  fixedReason: EndReason;
  /** The span of inactivity where it runs now, else `Infinity`. */
  idleMs: number;
  dayEndMs: number;
  /** The next session follows at once. */
  renews: boolean;
  /** The next session begins without metadata. */
  clears: boolean;
  /** This context took part in the session, and does not only know of it. */
  joined: boolean;
  /** What this context stamped with the current id; `othersTotal` is the sum of all others'. */
  ownTotal: number;
  ownTraces: number;
  ownLogs: number;
  ownMetrics: number;
  othersTotal: number;
}

/** What a machine is created with. */
export interface SessionInput {
  readonly policy: SessionPolicy;
  /** @returns an id never used before. */
  readonly generateId: (atMs: number) => string;
  /** Name of the scope. Default `default`. */
  readonly scope?: string;
  /** This page, worker or process. Default `main`. */
  readonly contextId?: string;
  /** Attributes that a session beginning at this instant keeps for life. */
  readonly attributes?: (atMs: number) => Attributes;
  /** First instant of the next day. Default: the next midnight UTC. */
  readonly nextDayMs?: (atMs: number) => number;
  /** A number in [0, 1), for sampling at random. Default `Math.random`. */
  readonly random?: () => number;
}

/** What XState hands to guards and emitters. */
export interface RuleArgs {
  readonly context: Readonly<SessionContext>;
  readonly event: SessionEvent;
}

const DAY_MS = 86_400_000;
const NO_ATTRIBUTES: Attributes = {};
const noAttributes = () => NO_ATTRIBUTES;
const nextUtcDayMs = (atMs: number) => (Math.floor(atMs / DAY_MS) + 1) * DAY_MS;
const NO_COUNTS: Readonly<Record<string, TelemetryCounts>> = {};
const NO_TIMES: Readonly<Record<string, number>> = {};

export function initialContext({
  policy,
  generateId,
  scope = 'default',
  contextId = 'main',
  attributes = noAttributes,
  nextDayMs = nextUtcDayMs,
  random = Math.random,
}: SessionInput): SessionContext {
  return {
    input: { policy, generateId, scope, contextId, attributes, nextDayMs, random },
    limits: policy.endAfter,
    id: '',
    previousId: null,
    ordinal: 0,
    scope,
    policy: policy.name,
    startTimeMs: 0,
    startReason: 'manual',
    endTimeMs: 0,
    endReason: null,
    lapseTimeMs: null,
    lastActivityTimeMs: 0,
    lastTelemetryTimeMs: null,
    recovered: false,
    evidence: null,
    supersededBy: null,
    sampled: true,
    attributes: NO_ATTRIBUTES,
    metadata: NO_ATTRIBUTES,
    partIndex: 0,
    partStartTimeMs: 0,
    revision: 0,
    linked: true,
    seenTimeMs: -Infinity,
    idleFromMs: 0,
    durationFromMs: 0,
    backgroundFromMs: 0,
    isHidden: false,
    visibilityTimeMs: -Infinity,
    isClosed: false,
    openTimeMs: -Infinity,
    metadataTimesMs: NO_TIMES,
    telemetryByContext: NO_COUNTS,
    deadlineMs: -Infinity,
    fixedMs: Infinity,
    fixedReason: 'max_duration',
    idleMs: Infinity,
    dayEndMs: Infinity,
    renews: false,
    clears: false,
    joined: false,
    ownTotal: 0,
    ownTraces: 0,
    ownLogs: 0,
    ownMetrics: 0,
    othersTotal: 0,
  };
}

/** What this context stamped with the current id. */
export const ownCounts = (c: Readonly<SessionContext>): TelemetryCounts =>
  c.ownTotal ? { total: c.ownTotal, traces: c.ownTraces, logs: c.ownLogs, metrics: c.ownMetrics } : NO_TELEMETRY;

const finite = (atMs: number, otherwiseMs: number) => (Number.isFinite(atMs) ? atMs : otherwiseMs);

/** The stored form of the session that the context holds: the live one, else the last. `null` before the first. */
export function recordOf(c: Readonly<SessionContext>): SessionRecord | null {
  if (c.ordinal === 0) return null;
  return {
    version: 1,
    id: c.id,
    previousId: c.previousId,
    ordinal: c.ordinal,
    scope: c.scope,
    policy: c.policy,
    startTimeMs: c.startTimeMs,
    startReason: c.startReason,
    endTimeMs: c.endTimeMs,
    endReason: c.endReason,
    lapseTimeMs: c.lapseTimeMs,
    lastActivityTimeMs: c.lastActivityTimeMs,
    lastTelemetryTimeMs: c.lastTelemetryTimeMs,
    recovered: c.recovered,
    evidence: c.evidence,
    supersededBy: c.supersededBy,
    sampled: c.sampled,
    attributes: c.attributes,
    metadata: c.metadata,
    partIndex: c.partIndex,
    partStartTimeMs: c.partStartTimeMs,
    revision: c.revision,
    linked: c.linked,
    seenTimeMs: c.seenTimeMs,
    idleFromMs: c.idleFromMs,
    durationFromMs: c.durationFromMs,
    backgroundFromMs: c.backgroundFromMs,
    isHidden: c.isHidden,
    // Nobody has told it yet, so whoever tells it in the same millisecond knows better.
    visibilityTimeMs: finite(c.visibilityTimeMs, c.startTimeMs - 1),
    isClosed: c.isClosed,
    openTimeMs: finite(c.openTimeMs, c.startTimeMs),
    metadataTimesMs: c.metadataTimesMs,
    telemetryByContext: c.joined ? { ...c.telemetryByContext, [c.input.contextId]: ownCounts(c) } : c.telemetryByContext,
  };
}
