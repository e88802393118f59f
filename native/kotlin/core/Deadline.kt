package sessionchart

import kotlin.math.max
import kotlin.math.min

private fun SessionRecord.runs(limit: Limit) = when (limit.where) {
    null -> true
    Where.FOREGROUND -> !isHidden
    Where.BACKGROUND -> isHidden
    Where.OPEN -> !isClosed
    Where.CLOSED -> isClosed
}

/** Nobody has the app before them: it is hidden, or its last context closed, which hides it without a word. */
private val SessionRecord.isAway get() = isHidden || isClosed

/** An SDK that polls notices at the next multiple of its interval since the start. */
private fun SessionRecord.onGrid(atMs: Long, everyMs: Long?): Long {
    if (everyMs == null || atMs == NEVER) return atMs
    return startTimeMs - Math.floorDiv(startTimeMs - atMs, everyMs) * everyMs
}

private fun SessionRecord.endOf(limit: Limit?, fromMs: Long): Long =
    if (limit == null || !runs(limit)) NEVER else onGrid(fromMs + limit.spanMs, limit.everyMs)

/** Works out the limits anew. They move with a start and a change of visibility or openness only, so activity need not look at them. */
internal fun SessionContext.setLimits() {
    val limits = policy.endAfter
    val maxMs = record.endOf(limits.duration, record.durationFromMs)
    val awayMs = if (record.isAway) record.endOf(limits.background, record.backgroundFromMs) else NEVER
    fixedMs = minOf(maxMs, dayEndMs, awayMs)
    fixedReason = when (fixedMs) {
        maxMs -> "max_duration"
        dayEndMs -> "day_boundary"
        else -> "background_timeout"
    }
    idleMs = limits.inactivity?.takeIf { record.runs(it) }?.spanMs ?: NEVER
    setDeadline()
}

internal fun SessionContext.setDeadline() {
    val idleAtMs = if (idleMs == NEVER) NEVER else record.onGrid(record.idleFromMs + idleMs, policy.endAfter.inactivity?.everyMs)
    deadlineMs = min(idleAtMs, fixedMs)
}

/**
 * Where a stopwatch that stood still since [sinceMs] counts from when it goes on at [atMs]. One whose span was over before it stopped,
 * unnoticed by a poll, is noticed by the first poll after this.
 */
private fun Limit?.resumed(entered: Where, fromMs: Long, sinceMs: Long, atMs: Long): Long {
    if (this?.where != entered) return fromMs
    val stoodStillMs = max(0, atMs - max(fromMs, sinceMs))
    return max(fromMs + stoodStillMs, atMs + 1 - spanMs)
}

private fun SessionContext.resumeLimits(entered: Where, sinceMs: Long, atMs: Long) {
    val limits = policy.endAfter
    record = record.copy(
        idleFromMs = limits.inactivity.resumed(entered, record.idleFromMs, sinceMs, atMs),
        durationFromMs = limits.duration.resumed(entered, record.durationFromMs, sinceMs, atMs),
        backgroundFromMs = limits.background.resumed(entered, record.backgroundFromMs, sinceMs, atMs),
    )
}

/** Where the background limit counts from after a change: from the first by which the app goes away. */
private fun SessionContext.awayFromMs(atMs: Long) = if (record.isAway) record.backgroundFromMs else atMs

/** The app of a live session leaves the foreground or comes to it. */
internal fun SessionContext.turn(isHidden: Boolean, atMs: Long) {
    resumeLimits(if (isHidden) Where.BACKGROUND else Where.FOREGROUND, record.visibilityTimeMs, atMs)
    record = record.copy(isHidden = isHidden, visibilityTimeMs = atMs, backgroundFromMs = awayFromMs(atMs))
    setLimits()
}

/** The last context of a live session closes, or the first one opens. */
internal fun SessionContext.shut(isClosed: Boolean, atMs: Long) {
    resumeLimits(if (isClosed) Where.CLOSED else Where.OPEN, record.openTimeMs, atMs)
    record = record.copy(isClosed = isClosed, openTimeMs = atMs, backgroundFromMs = awayFromMs(atMs))
    setLimits()
}
