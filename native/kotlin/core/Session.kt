package sessionchart

/** Texts, numbers, booleans and lists of one of these, by name. */
typealias Attributes = Map<String, Any>

/** Telemetry records by signal; [total] includes those whose signal was not told. */
data class TelemetryCounts(val total: Long = 0, val traces: Long = 0, val logs: Long = 0, val metrics: Long = 0) {
    operator fun plus(other: TelemetryCounts) =
        TelemetryCounts(total + other.total, traces + other.traces, logs + other.logs, metrics + other.metrics)

    fun toFields(): Map<String, Any?> = mapOf("total" to total, "traces" to traces, "logs" to logs, "metrics" to metrics)
}

/** A session as it was at some moment. Instants are milliseconds since the Unix epoch; those of the end are `null` while it lives. */
data class Session(
    val id: String,
    val previousId: String?,
    val ordinal: Long,
    val scope: String,
    val policy: String,
    /** `active`, `backgrounded` or `ended`. */
    val state: String,
    val startTimeMs: Long,
    val startReason: String,
    val endTimeMs: Long?,
    val endReason: String?,
    /** First instant at which it was over; the session owns what lies between its start and this. */
    val lapseTimeMs: Long?,
    val lastActivityTimeMs: Long,
    val lastTelemetryTimeMs: Long?,
    val recovered: Boolean,
    /** What showed that the app did not end in order. */
    val evidence: String?,
    val supersededBy: String?,
    val sampled: Boolean,
    val attributes: Attributes,
    val metadata: Attributes,
    val telemetry: TelemetryCounts,
    val partIndex: Long,
    val partStartTimeMs: Long,
    val contexts: List<String>,
    val revision: Long,
) {
    fun toFields(): Map<String, Any?> = mapOf(
        "id" to id, "previousId" to previousId, "ordinal" to ordinal, "scope" to scope, "policy" to policy, "state" to state,
        "startTimeMs" to startTimeMs, "startReason" to startReason, "endTimeMs" to endTimeMs, "endReason" to endReason,
        "lapseTimeMs" to lapseTimeMs, "lastActivityTimeMs" to lastActivityTimeMs, "lastTelemetryTimeMs" to lastTelemetryTimeMs,
        "recovered" to recovered, "evidence" to evidence, "supersededBy" to supersededBy, "sampled" to sampled, "attributes" to attributes,
        "metadata" to metadata, "telemetry" to telemetry.toFields(), "partIndex" to partIndex, "partStartTimeMs" to partStartTimeMs,
        "contexts" to contexts, "revision" to revision,
    )
}

enum class ChangeType { STARTED, RESUMED, BACKGROUNDED, FOREGROUNDED, UPDATED, ENDED }

/** What a core tells: [atMs] is when it happened, [detectedAtMs] when it was noticed. */
data class SessionChange(val type: ChangeType, val session: Session, val atMs: Long, val detectedAtMs: Long) {
    fun toFields(): Map<String, Any?> =
        mapOf("type" to type.name.lowercase(), "session" to session.toFields(), "atMs" to atMs, "detectedAtMs" to detectedAtMs)
}
