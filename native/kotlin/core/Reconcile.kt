package sessionchart

import kotlin.math.max

/** The higher ordinal wins, then the earlier start, then the smaller id. */
internal infix fun SessionRecord.isAheadOf(other: SessionRecord): Boolean = when {
    ordinal != other.ordinal -> ordinal > other.ordinal
    startTimeMs != other.startTimeMs -> startTimeMs < other.startTimeMs
    else -> id < other.id
}

/** What two contexts know of their scope's session, made one, whatever the order in which they hear of each other. */
fun reconcile(a: SessionRecord, b: SessionRecord): SessionRecord = when {
    a.id == b.id -> merge(a, b)
    a isAheadOf b -> a
    else -> b
}

/** Two records of one session: what grows by maximum, what changes by its own time, the earlier end. */
internal fun merge(a: SessionRecord, b: SessionRecord): SessionRecord {
    val end = earlierEnd(a, b)
    val shown = if (isLater(a.visibilityTimeMs, !a.isHidden, b.visibilityTimeMs)) a else b
    val opened = if (isLater(a.openTimeMs, !a.isClosed, b.openTimeMs)) a else b
    val fixed = if (Json.text(a.attributes) <= Json.text(b.attributes)) a else b
    val (metadata, metadataTimesMs) = mergeMetadata(a.timedMetadata, b.timedMetadata)
    return fixed.copy(
        endTimeMs = end.endTimeMs,
        endReason = end.endReason,
        lapseTimeMs = end.lapseTimeMs,
        supersededBy = end.supersededBy,
        linked = a.linked && b.linked,
        recovered = a.recovered || b.recovered,
        evidence = listOfNotNull(a.evidence, b.evidence).minOrNull(),
        isHidden = shown.isHidden,
        visibilityTimeMs = shown.visibilityTimeMs,
        isClosed = opened.isClosed,
        openTimeMs = opened.openTimeMs,
        lastActivityTimeMs = max(a.lastActivityTimeMs, b.lastActivityTimeMs),
        lastTelemetryTimeMs = latest(a.lastTelemetryTimeMs, b.lastTelemetryTimeMs),
        seenTimeMs = max(a.seenTimeMs, b.seenTimeMs),
        idleFromMs = max(a.idleFromMs, b.idleFromMs),
        durationFromMs = max(a.durationFromMs, b.durationFromMs),
        backgroundFromMs = max(a.backgroundFromMs, b.backgroundFromMs),
        partIndex = max(a.partIndex, b.partIndex),
        partStartTimeMs = max(a.partStartTimeMs, b.partStartTimeMs),
        revision = max(a.revision, b.revision),
        metadata = metadata,
        metadataTimesMs = metadataTimesMs,
        telemetryByContext = mergeCounts(a.telemetryByContext, b.telemetryByContext),
    )
}

/** At the same instant the livelier side wins. */
private fun isLater(aMs: Long, aLives: Boolean, bMs: Long) = if (aMs == bMs) aLives else aMs > bMs

internal fun latest(a: Long?, b: Long?): Long? = if (a == null || b == null) a ?: b else max(a, b)

private fun earlierEnd(a: SessionRecord, b: SessionRecord): SessionRecord {
    val aMs = a.lapseTimeMs ?: return b
    val bMs = b.lapseTimeMs ?: return a
    if (aMs != bMs) return if (aMs < bMs) a else b
    fun key(record: SessionRecord) = Json.text(listOf(record.endReason, record.endTimeMs, record.supersededBy))
    return if (key(a) <= key(b)) a else b
}

internal typealias TimedMetadata = Pair<Attributes, Map<String, Long>>

internal val SessionRecord.timedMetadata: TimedMetadata get() = metadata to metadataTimesMs

/** Each field by the time of its last change; a removal is a change. */
internal fun mergeMetadata(a: TimedMetadata, b: TimedMetadata): TimedMetadata {
    val metadata = LinkedHashMap<String, Any>()
    val times = LinkedHashMap<String, Long>()
    for (key in (a.second.keys + b.second.keys).sorted()) {
        val aMs = a.second[key] ?: LONG_AGO
        val bMs = b.second[key] ?: LONG_AGO
        fun text(side: TimedMetadata) = side.first[key]?.let(Json::text) ?: ""
        val winner = if (aMs == bMs) (if (text(a) >= text(b)) a else b) else if (aMs > bMs) a else b
        times[key] = max(aMs, bMs)
        winner.first[key]?.let { metadata[key] = it }
    }
    return metadata to times
}

/** Each context counts its own and only ever up. */
private fun mergeCounts(a: Map<String, TelemetryCounts>, b: Map<String, TelemetryCounts>): Map<String, TelemetryCounts> =
    (a.keys + b.keys).sorted().associateWith { context ->
        val x = a[context] ?: TelemetryCounts()
        val y = b[context] ?: TelemetryCounts()
        TelemetryCounts(max(x.total, y.total), max(x.traces, y.traces), max(x.logs, y.logs), max(x.metrics, y.metrics))
    }
