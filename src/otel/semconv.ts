// Generated from semconv/ by scripts/generate-semconv.mjs.
export const ATTR_SESSION_ID = 'session.id';
export const ATTR_SESSION_PREVIOUS_ID = 'session.previous_id';
export const ATTR_LOG_RECORD_UID = 'log.record.uid';
export const ATTR_SERVICE_VERSION = 'service.version';
/** The position of the session among those of its scope; the first one is 1. */
export const ATTR_SESSION_ORDINAL = 'session.ordinal';
/** The name of what the session belongs to, where an application has several kinds of sessions side by side. */
export const ATTR_SESSION_SCOPE = 'session.scope';
/** The name of the policy under which the session was started. */
export const ATTR_SESSION_POLICY = 'session.policy';
/** The trigger that started the session, or `renewal` where it follows the last one without a trigger. */
export const ATTR_SESSION_START_REASON = 'session.start_reason';
/** Why the session ended. A reason of the application's own begins with `app.`. */
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
/** What showed that the application did not end in order. */
export const ATTR_SESSION_TERMINATION_EVIDENCE = 'session.termination.evidence';
/** First instant at which the session is over if nothing more happens, in Unix epoch milliseconds. */
export const ATTR_SESSION_DEADLINE = 'session.deadline';
/** The page, worker or process that tells its own part of the session. */
export const ATTR_SESSION_CONTEXT_ID = 'session.context.id';
/** The contexts that are known to have taken part in the session. */
export const ATTR_SESSION_CONTEXTS = 'session.contexts';
/** The number of sampled spans of the session that were to be exported, those that never ended included once it is sealed. */
export const ATTR_SESSION_PRODUCED_SPAN_COUNT = 'session.produced.span_count';
/** The number of log records of the session that were to be exported, session events not included. */
export const ATTR_SESSION_PRODUCED_LOG_COUNT = 'session.produced.log_count';
/** The number of sampled spans that had started and not ended. */
export const ATTR_SESSION_OPEN_SPAN_COUNT = 'session.open.span_count';
/** Records that an exporter refused. Some may have arrived all the same. */
export const ATTR_SESSION_LOST_EXPORT_FAILED = 'session.lost.export_failed';
/** Records that a processor dropped, as its queue was full. */
export const ATTR_SESSION_LOST_QUEUE_OVERFLOW = 'session.lost.queue_overflow';
/** Spans that had not ended when their context did. */
export const ATTR_SESSION_LOST_ABANDONED = 'session.lost.abandoned';
/** Whether every context told what it produced. Where one was killed, the counts are the least that there was. */
export const ATTR_SESSION_SEALED_EXACT = 'session.sealed.exact';
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
/** What a context has produced of a session so far. Emitted when it is hidden, since it may never come back. */
export const EVENT_SESSION_CHECKPOINT = 'session.checkpoint';
/** No more telemetry of the session is to come. It says how much there was, over all contexts. */
export const EVENT_SESSION_SEALED = 'session.sealed';
