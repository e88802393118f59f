import type { Trigger } from './policy.ts';

/** Value of an attribute or of metadata, as OpenTelemetry's attributes allow it. */
export type AttributeValue = string | number | boolean | readonly string[] | readonly number[] | readonly boolean[];
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** Fields to set; `null` removes one. */
export type MetadataUpdate = Readonly<Record<string, AttributeValue | null>>;

/** What started a session: the trigger that opened it, or `renewal` where the policy renews. */
export type StartReason = Trigger | 'renewal';

/**
 * Why a session ended. `trigger` is a trigger of the policy's `endOn` that has no reason of its own (a navigation, say);
 * `app.…` is a reason of the app's.
 */
export type EndReason =
  | 'inactivity'
  | 'background_timeout'
  | 'backgrounded'
  | 'foregrounded'
  | 'max_duration'
  | 'manual'
  | 'attribute_changed'
  | 'telemetry_limit'
  | 'day_boundary'
  | 'clock_changed'
  | 'restarted'
  | 'trigger'
  | 'unexpected_termination'
  | 'superseded'
  | 'shutdown'
  | `app.${string}`;

/** What showed that the app did not end in order; `process_gone` where the process is known to be dead. */
export type TerminationEvidence = 'crash_reported' | 'no_clean_exit' | 'process_gone' | 'discarded';

/** Telemetry records stamped with a session's id, by signal. `total` includes those whose signal was not told. */
export interface TelemetryCounts {
  readonly total: number;
  readonly traces: number;
  readonly logs: number;
  readonly metrics: number;
}

/**
 * One immutable value, the canonical record of a session. Every session has this shape; `endTimeMs`, `endReason` and
 * `lapseTimeMs` are `null` while it lives. Instants are Unix epoch milliseconds.
 */
export interface Session {
  readonly id: string;
  /** The session before, unless the app asked not to link them. */
  readonly previousId: string | null;
  /** 1 for the first session of its scope, then one more each. */
  readonly ordinal: number;
  /** Name of the scope it belongs to; two scopes have sessions side by side. */
  readonly scope: string;
  /** Name of the policy it was started under. */
  readonly policy: string;
  readonly state: 'active' | 'backgrounded' | 'ended';
  readonly startTimeMs: number;
  readonly startReason: StartReason;
  /** The last sign of life, or the instant of the event that ended it. */
  readonly endTimeMs: number | null;
  readonly endReason: EndReason | null;
  /** First instant at which it was over; the session owns `[startTimeMs, lapseTimeMs)`. */
  readonly lapseTimeMs: number | null;
  readonly lastActivityTimeMs: number;
  readonly lastTelemetryTimeMs: number | null;
  /** It was finished, or found again, by a later start of the app. */
  readonly recovered: boolean;
  /** What showed that the app did not end in order, so that a later start found it; else `null`. */
  readonly evidence: TerminationEvidence | null;
  /** Id of the session that took its place when two contexts had started one each. */
  readonly supersededBy: string | null;
  readonly sampled: boolean;
  /** Fixed at the start. */
  readonly attributes: Attributes;
  /** What the app says of itself now: user, network, anything. Carried over to the next session of the same process. */
  readonly metadata: Attributes;
  readonly telemetry: TelemetryCounts;
  /** Parts begin at 0. */
  readonly partIndex: number;
  readonly partStartTimeMs: number;
  /** Contexts (pages, workers, processes) that took part. */
  readonly contexts: readonly string[];
  /** Counts what was told of it; activity alone does not. */
  readonly revision: number;
}
export interface LiveSession extends Session {
  readonly state: 'active' | 'backgrounded';
  readonly endTimeMs: null;
  readonly endReason: null;
  readonly lapseTimeMs: null;
}
export interface EndedSession extends Session {
  readonly state: 'ended';
  readonly endTimeMs: number;
  readonly endReason: EndReason;
  readonly lapseTimeMs: number;
}

interface Change<Type extends string, S extends Session = LiveSession> {
  readonly type: Type;
  readonly session: S;
  /** When it happened. */
  readonly atMs: number;
  /** When it was noticed, never before `atMs` for events in order. */
  readonly detectedAtMs: number;
}
/** What `session$` tells. `ended` of the old comes before `started` of the new. */
export type SessionChange =
  | Change<'started'>
  /** It goes on after a reload or a restart, or this context joined it. */
  | Change<'resumed'>
  | Change<'backgrounded'>
  | Change<'foregrounded'>
  /** Metadata changed, or a new part began. */
  | Change<'updated'>
  | Change<'ended', EndedSession>;
