// Generated from semconv/ by scripts/generate-semconv.mjs.
export const ATTR_SESSION_ID = 'session.id';
export const ATTR_SESSION_PREVIOUS_ID = 'session.previous_id';
export const ATTR_LOG_RECORD_UID = 'log.record.uid';
/** The position of the session among those of its scope; the first one is 1. */
export const ATTR_SESSION_ORDINAL = 'session.ordinal';
/** The name of what the session belongs to, where an application has several kinds of sessions side by side. */
export const ATTR_SESSION_SCOPE = 'session.scope';
/** The name of the policy under which the session was started. */
export const ATTR_SESSION_POLICY = 'session.policy';
/** The trigger that started the session, or `renewal` where it follows the last one without a trigger. */
export const ATTR_SESSION_START_REASON = 'session.start_reason';
/** Why the session ended. One of `inactivity`, `background_timeout`, `backgrounded`, `foregrounded`, `max_duration`, `manual`, `attribute_changed`, `telemetry_limit`, `day_boundary`, `clock_changed`, `restarted`, `trigger`, `unexpected_termination`, `superseded`, `shutdown`, or a reason of the application's own that begins with `app.`. */
export const ATTR_SESSION_END_REASON = 'session.end_reason';
/** Seconds from the session's start to its end. */
export const ATTR_SESSION_DURATION = 'session.duration';
/** The session was finished, or found again, by a later start of the application. */
export const ATTR_SESSION_RECOVERED = 'session.recovered';
/** Whether the telemetry of the session is kept. */
export const ATTR_SESSION_SAMPLED = 'session.sampled';
/** The id of the session that took its place, where two contexts had started one each. */
export const ATTR_SESSION_SUPERSEDED_BY = 'session.superseded_by';
/** The span ended when its session was over already. */
export const ATTR_SESSION_OUTLIVED = 'session.outlived';
/** The number of telemetry records that were stamped with the session's id. */
export const ATTR_SESSION_TELEMETRY_COUNT = 'session.telemetry.count';
/** Those of `session.telemetry.count` that are spans. */
export const ATTR_SESSION_TELEMETRY_SPAN_COUNT = 'session.telemetry.span_count';
/** Those of `session.telemetry.count` that are log records, session events not included. */
export const ATTR_SESSION_TELEMETRY_LOG_COUNT = 'session.telemetry.log_count';
/** Those of `session.telemetry.count` that are measurements. */
export const ATTR_SESSION_TELEMETRY_MEASUREMENT_COUNT = 'session.telemetry.measurement_count';
/** A session has started. Emitted for every session, sampled or not, before any other record of it. */
export const EVENT_SESSION_START = 'session.start';
/** A session has ended. Emitted for every session, sampled or not, before the start of the next. */
export const EVENT_SESSION_END = 'session.end';
/** The session went to the background. Opt-in. */
export const EVENT_SESSION_BACKGROUND = 'session.background';
/** The session came back to the foreground. Opt-in. */
export const EVENT_SESSION_FOREGROUND = 'session.foreground';
/** The session's metadata changed. It carries the metadata that the application chose, under their own names. Opt-in. */
export const EVENT_SESSION_UPDATE = 'session.update';
