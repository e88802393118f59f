package sessionchart

/** What a core remembers: the record of its session, and what follows from it and the policy. */
internal data class SessionContext(
    val policy: SessionPolicy,
    val input: SessionInput,
    /** What this context counted is in [own], and not in the record's own table. */
    var record: SessionRecord,
    /** First instant at which the session is over; after its end, that from which it was. */
    var deadlineMs: Long = LONG_AGO,
    /** The part of the deadline that activity cannot move, and what stands behind it. */
    var fixedMs: Long = NEVER,
    var fixedReason: String = "max_duration",
    /** The span of inactivity where it runs now. */
    var idleMs: Long = NEVER,
    var dayEndMs: Long = NEVER,
    /** The next session follows at once. */
    var renews: Boolean = false,
    /** The next session begins without metadata. */
    var clears: Boolean = false,
    /** This context took part in the session. */
    var joined: Boolean = false,
    var own: TelemetryCounts = TelemetryCounts(),
) {
    val total: Long get() = own.total + record.telemetryByContext.values.sumOf { it.total }

    /** The stored form of the session that the context holds; `null` before the first. */
    fun toRecord(): SessionRecord? = if (record.ordinal == 0L) null else record.copy(
        // Nobody has told it yet, so whoever tells it in the same millisecond knows better.
        visibilityTimeMs = finite(record.visibilityTimeMs, record.startTimeMs - 1),
        openTimeMs = finite(record.openTimeMs, record.startTimeMs),
        telemetryByContext = if (joined) record.telemetryByContext + (input.contextId to own) else record.telemetryByContext,
    )

    private fun finite(atMs: Long, otherwiseMs: Long) = if (atMs == LONG_AGO) otherwiseMs else atMs

    /** The record becomes what the context holds. */
    fun take(taken: SessionRecord) {
        val isFirst = record.ordinal == 0L
        val others = taken.telemetryByContext - input.contextId
        joined = taken.lapseTimeMs == null || input.contextId in taken.telemetryByContext
        own = taken.telemetryByContext[input.contextId] ?: TelemetryCounts()
        val (metadata, times) = if (isFirst) mergeMetadata(record.timedMetadata, taken.timedMetadata) else taken.timedMetadata
        record = taken.copy(metadata = metadata, metadataTimesMs = times, telemetryByContext = others)
        findDayEnd()
        setLimits()
        record.lapseTimeMs?.let { deadlineMs = it }
    }

    fun findDayEnd() {
        dayEndMs = if (policy.endOn covers "day") input.nextDayMs(record.startTimeMs) ?: NEVER else NEVER
    }

    /** The session as it is told: ended, or live. */
    fun session(isEnded: Boolean = false): Session = with(record) {
        Session(
            id, previousId, ordinal, scope, policy,
            state = if (isEnded) "ended" else if (isHidden) "backgrounded" else "active",
            startTimeMs, startReason,
            endTimeMs = if (isEnded) endTimeMs else null,
            endReason = if (isEnded) endReason else null,
            lapseTimeMs = if (isEnded) lapseTimeMs else null,
            lastActivityTimeMs, lastTelemetryTimeMs, recovered, evidence, supersededBy, sampled, attributes, metadata,
            telemetry = telemetryByContext.values.fold(own, TelemetryCounts::plus),
            partIndex, partStartTimeMs,
            contexts = telemetryByContext.keys + input.contextId,
            revision,
        )
    }

    private operator fun Set<String>.plus(last: String): List<String> = toList() + last
}
