package sessionchart

import kotlin.math.max
import kotlin.math.min

/** Time never runs backwards inside a session. */
private fun SessionContext.notBefore(atMs: Long) = max(record.seenTimeMs, atMs)

private fun SessionContext.start(atMs: Long, reason: String) {
    if (clears) forgetMetadata()
    val id = input.generateId(atMs)
    record = SessionRecord(
        id = id,
        previousId = record.id.takeIf { record.linked && it.isNotEmpty() },
        ordinal = record.ordinal + 1,
        scope = input.scope,
        policy = policy.name,
        startTimeMs = atMs,
        startReason = reason,
        endTimeMs = null,
        lastActivityTimeMs = atMs,
        sampled = isSampled(id),
        attributes = input.attributes(atMs),
        metadata = record.metadata,
        partStartTimeMs = atMs,
        seenTimeMs = atMs,
        idleFromMs = atMs,
        durationFromMs = atMs,
        backgroundFromMs = if (record.isHidden) max(record.visibilityTimeMs, atMs) else atMs,
        isHidden = record.isHidden,
        visibilityTimeMs = record.visibilityTimeMs,
        isClosed = record.isClosed,
        openTimeMs = record.openTimeMs,
        metadataTimesMs = record.metadataTimesMs,
    )
    renews = false
    joined = true
    own = TelemetryCounts()
    findDayEnd()
    setLimits()
}

private fun SessionContext.finish(endTimeMs: Long, lapseTimeMs: Long, reason: String) {
    record = record.copy(
        endTimeMs = max(record.startTimeMs, endTimeMs),
        lapseTimeMs = lapseTimeMs,
        endReason = reason,
        revision = record.revision + 1,
    )
    deadlineMs = lapseTimeMs
    renews = follows()
}

/** The next follows at once, unless nobody was there: no context open, or nothing happened since the last renewal. */
private fun SessionContext.follows(): Boolean {
    val wasUsed = record.startReason != "renewal" || record.lastActivityTimeMs > record.startTimeMs || total > 0
    return policy.then == Then.RENEW && wasUsed && !(record.isClosed && record.openTimeMs <= deadlineMs)
}

private fun SessionContext.extend(atMs: Long) {
    record = record.copy(lastActivityTimeMs = max(record.lastActivityTimeMs, atMs), idleFromMs = max(record.idleFromMs, atMs))
    setDeadline()
}

private fun SessionContext.count(event: SessionEvent) {
    if (event !is SessionEvent.Triggered || !isTelemetry(event)) return
    record = record.copy(lastTelemetryTimeMs = latest(record.lastTelemetryTimeMs, event.atMs))
    fun one(signal: String) = if (listOf("telemetry.$signal") covers event.trigger) 1L else 0L
    own += TelemetryCounts(1, one("traces"), one("logs"), one("metrics"))
}

/** What an event does to a session that lives on. */
private fun SessionContext.note(event: SessionEvent) {
    count(event)
    if (isActivity(event)) extend(event.atMs)
    record = record.copy(seenTimeMs = notBefore(event.atMs))
    if (named(policy.splitOn, event) == null) return
    record = record.copy(partIndex = record.partIndex + 1, partStartTimeMs = record.seenTimeMs, revision = record.revision + 1)
}

private fun SessionContext.forgetMetadata() {
    record = record.copy(metadata = emptyMap(), metadataTimesMs = emptyMap())
    clears = false
}

private fun SessionContext.setMetadata(event: SessionEvent) {
    if (event !is SessionEvent.Update) return
    if (clears) forgetMetadata()
    val metadata = LinkedHashMap(record.metadata)
    val times = LinkedHashMap(record.metadataTimesMs)
    for ((key, value) in event.metadata) {
        if (value == null) metadata.remove(key) else metadata[key] = value
        times[key] = max(times[key] ?: LONG_AGO, event.atMs)
    }
    record = record.copy(metadata = metadata, metadataTimesMs = times, revision = record.revision + 1)
}

private fun SessionContext.setHidden(isHidden: Boolean, atMs: Long) {
    record = record.copy(isHidden = isHidden, visibilityTimeMs = max(record.visibilityTimeMs, atMs))
}

private fun SessionContext.setClosed(isClosed: Boolean, atMs: Long) {
    record = record.copy(isClosed = isClosed, openTimeMs = max(record.openTimeMs, atMs))
}

private fun SessionContext.noteAndTurn(isHidden: Boolean, event: SessionEvent) {
    note(event)
    record = record.copy(revision = record.revision + 1)
    turn(isHidden, record.seenTimeMs)
}

private fun SessionContext.noteAndShut(isClosed: Boolean, event: SessionEvent) {
    note(event)
    if (record.isClosed != isClosed) shut(isClosed, record.seenTimeMs)
}

private fun SessionContext.keepPulse(event: SessionEvent) {
    if (event !is SessionEvent.Pulse) return
    extend(event.lastActivityTimeMs)
    record = record.copy(
        lastTelemetryTimeMs = latest(record.lastTelemetryTimeMs, event.lastTelemetryTimeMs),
        seenTimeMs = notBefore(event.atMs),
    )
    own += event.stamped
}

/** The end is the last sign of life; a session cut off by its maximum was alive until then. */
private fun SessionContext.endLapsed() {
    val reason = if (deadlineMs == fixedMs) fixedReason else "inactivity"
    finish(if (reason == "max_duration") deadlineMs else min(record.seenTimeMs, deadlineMs), deadlineMs, reason)
}

/** Whoever ends what is over already means that the next one is to know nothing of it. */
private fun SessionContext.unlink(event: SessionEvent) {
    if (event is SessionEvent.Sync) record = record.copy(linked = record.linked && event.record.linked)
    if (event !is SessionEvent.End) return
    record = record.copy(linked = record.linked && event.link)
    clears = clears || event.clear
}

private fun SessionContext.endSession(event: SessionEvent) {
    val atMs = notBefore(event.atMs)
    if (event is SessionEvent.End) {
        record = record.copy(linked = event.link)
        clears = event.clear
    }
    val reason = when (event) {
        is SessionEvent.End -> event.reason
        is SessionEvent.Shutdown -> "shutdown"
        else -> endReasonOf(named(policy.endOn, event))
    }
    finish(atMs, atMs, reason)
}

private fun endReasonOf(trigger: Trigger?): String = when (trigger?.root) {
    "background" -> "backgrounded"
    "foreground" -> "foregrounded"
    "attribute" -> "attribute_changed"
    "day" -> "day_boundary"
    "clock" -> "clock_changed"
    "load" -> "restarted"
    "manual" -> "manual"
    else -> "trigger"
}

private fun SessionContext.endSuperseded(event: SessionEvent) {
    record = record.copy(supersededBy = (event as SessionEvent.Sync).record.id)
    finish(record.seenTimeMs, notBefore(event.atMs), "superseded")
}

private fun SessionContext.adopt(event: SessionEvent) {
    val theirs = (event as SessionEvent.Sync).record
    val own = if (record.id == theirs.id) toRecord() else null
    take(if (own == null) theirs else merge(own, theirs))
    if (event.evidence != null) record = record.copy(evidence = event.evidence, recovered = true)
}

/** Takes a session that is over. What an earlier process said of itself does not hold for this one, nor the reverse. */
private fun SessionContext.bury(event: SessionEvent, finish: () -> Unit) {
    val before = record
    val isFirst = before.ordinal == 0L
    if (isFirst) forgetMetadata()
    adopt(event)
    finish()
    clears = isFirst
    if (isFirst) record = record.copy(isHidden = before.isHidden, visibilityTimeMs = before.visibilityTimeMs)
}

/** Found dead: it ended at its limit. */
private fun SessionContext.adoptLapsed(event: SessionEvent) = bury(event) {
    if (event is SessionEvent.Sync && event.recovered) record = record.copy(recovered = true)
    endLapsed()
}

/** Found dead before its time: its last sign of life is its end. */
private fun SessionContext.adoptCutOff(event: SessionEvent) = bury(event) {
    finish(record.seenTimeMs, min(deadlineMs, notBefore(event.atMs)), "unexpected_termination")
}

/** Found ended: the next session comes after it and takes nothing else of it. */
private fun SessionContext.remember(event: SessionEvent) {
    val (metadata, times) = record.timedMetadata
    val cleared = clears
    bury(event) {}
    record = record.copy(metadata = metadata, metadataTimesMs = times)
    clears = cleared
}

private fun SessionContext.forgetSession() {
    record = record.copy(id = "", ordinal = 0)
    deadlineMs = LONG_AGO
}

/** What the chart does. */
internal enum class Update(val apply: SessionContext.(SessionEvent) -> Unit) {
    START_SESSION({
        start(max(it.atMs, deadlineMs), named(policy.startOn, it) ?: "manual")
        count(it)
    }),
    RENEW_SESSION({ start(deadlineMs, "renewal") }),
    NOTE_TRIGGER({ note(it) }),
    KEEP_PULSE({ keepPulse(it) }),
    HIDE({ setHidden(true, it.atMs) }),
    SHOW({ setHidden(false, it.atMs) }),
    OPEN({ setClosed(false, it.atMs) }),
    CLOSE({ setClosed(true, it.atMs) }),
    ENTER_BACKGROUND({ noteAndTurn(true, it) }),
    ENTER_FOREGROUND({ noteAndTurn(false, it) }),
    ENTER_OPEN({ noteAndShut(false, it) }),
    ENTER_CLOSED({ noteAndShut(true, it) }),
    SET_METADATA({ setMetadata(it) }),
    CHANGE_METADATA({
        note(it)
        setMetadata(it)
    }),
    END_LAPSED({ endLapsed() }),
    END_FULL({ finish(record.seenTimeMs, notBefore(it.atMs), "telemetry_limit") }),
    END_SESSION({ endSession(it) }),
    UNLINK({ unlink(it) }),
    END_SUPERSEDED({ endSuperseded(it) }),
    ADOPT({ adopt(it) }),
    ADOPT_END({
        adopt(it)
        renews = follows()
    }),
    ADOPT_LAPSED({ adoptLapsed(it) }),
    ADOPT_CUT_OFF({ adoptCutOff(it) }),
    REMEMBER({ remember(it) }),
    FORGET_SESSION({ forgetSession() }),
}
