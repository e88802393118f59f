package sessionchart

import kotlin.math.max

/** The first trigger of the event that the list covers. */
internal fun SessionContext.named(list: List<Trigger>, event: SessionEvent): Trigger? = when (event) {
    is SessionEvent.Triggered -> {
        val refined = if (event.trigger == "load" && record.ordinal == 0L) "load.first" else event.trigger
        event.trigger.takeIf { list covers refined }
    }
    is SessionEvent.Update -> event.metadata.firstNotNullOfOrNull { (key, value) ->
        attributeTrigger(key, record.metadata[key], value)?.takeIf { list covers it }
    }
    else -> null
}

private fun attributeTrigger(key: String, before: Any?, after: Any?): Trigger? = when {
    after == null -> if (before == null) null else "attribute.$key.cleared"
    before == null -> "attribute.$key.set"
    else -> if (Json.text(before) == Json.text(after)) null else "attribute.$key.changed"
}

internal fun isTelemetry(event: SessionEvent): Boolean = event is SessionEvent.Triggered && event.trigger.root == "telemetry"

internal fun SessionContext.isActivity(event: SessionEvent): Boolean =
    event.atMs - record.lastActivityTimeMs >= policy.extendEveryMs && named(policy.extendOn, event) != null

private fun SessionContext.ageMs(event: SessionEvent) = event.atMs - record.startTimeMs

/** Who is told twice that it is hidden was hidden once. */
private fun SessionContext.isNews(event: SessionEvent) = when (event.type) {
    EventType.BACKGROUND -> !record.isHidden
    EventType.FOREGROUND -> record.isHidden
    else -> true
}

private fun SessionContext.merged(event: SessionEvent): SessionRecord? {
    val theirs = (event as? SessionEvent.Sync)?.record
    val own = toRecord()
    return if (theirs != null && own?.id == theirs.id) merge(own, theirs) else null
}

private fun SessionContext.isHiddenElsewhere(event: SessionEvent) = !record.isHidden && merged(event)?.isHidden == true
private fun SessionContext.isShownElsewhere(event: SessionEvent) = record.isHidden && merged(event)?.isHidden == false
private fun SessionContext.isUpdatedElsewhere(event: SessionEvent): Boolean {
    val own = toRecord()?.let { merge(it, it) }
    val both = merged(event)
    return both != null && own != null && (both.metadata != own.metadata || both.partIndex != own.partIndex)
}

private fun SessionContext.isNewer(event: SessionEvent) = event is SessionEvent.Sync && event.record isAheadOf record

/** Whether the session of the event's record has lapsed by the policy of this context. */
private fun SessionContext.isOver(event: SessionEvent.Sync): Boolean {
    val draft = copy()
    draft.take(event.record)
    return event.atMs >= draft.deadlineMs
}

/** A question of the chart; the answer changes nothing. */
internal enum class Guard(val holds: SessionContext.(SessionEvent) -> Boolean) {
    ALWAYS({ true }),
    IS_LAPSED({ it.atMs >= deadlineMs }),
    IS_HIDDEN({ record.isHidden }),
    IS_VISIBLE({ !record.isHidden }),
    STARTS({ named(policy.startOn, it) != null }),
    IS_FULL({ total >= (policy.endAfter.telemetryCount ?: NEVER) && isTelemetry(it) }),
    ENDS({ ageMs(it) >= max(1, policy.minDurationMs) && named(policy.endOn, it) != null && isNews(it) }),
    MAY_END({
        it is SessionEvent.End && run {
            val isWish = (it.reason == "manual" || it.reason.startsWith("app.")) && it.link && !it.clear
            !isWish || ageMs(it) >= policy.minDurationMs
        }
    }),
    SPLITS({ named(policy.splitOn, it) != null }),
    COUNTS({ isTelemetry(it) || isActivity(it) }),
    RENEWS({ renews }),
    STOPS({ policy.then == Then.STOP }),
    IS_REVOKED({ it is SessionEvent.Sync && it.revoke && record.ordinal > 0 }),
    IS_NEWER({ isNewer(it) }),
    IS_NEWER_AND_ENDED({ isNewer(it) && (it as SessionEvent.Sync).record.endReason != null }),
    /** It ended unexpectedly, and does not go on. That a hidden app is ended by its system is expected, unless it crashed. */
    IS_NEWER_AND_CUT_OFF({
        it is SessionEvent.Sync && isNewer(it) && it.evidence != null && (!it.record.isHidden || it.evidence == "crash_reported") &&
            (policy.endOn.any { trigger -> trigger.root == "load" } || isOver(it))
    }),
    IS_NEWER_AND_LAPSED({ isNewer(it) && isOver(it as SessionEvent.Sync) }),
    IS_SAME_SESSION({ it is SessionEvent.Sync && it.record.id == record.id }),
    IS_ENDED_ELSEWHERE({ merged(it)?.endReason != null }),
    /** Two tellings of another context may arrive as one record; each is told. */
    IS_HIDDEN_AND_UPDATED_ELSEWHERE({ isHiddenElsewhere(it) && isUpdatedElsewhere(it) }),
    IS_SHOWN_AND_UPDATED_ELSEWHERE({ isShownElsewhere(it) && isUpdatedElsewhere(it) }),
    IS_HIDDEN_ELSEWHERE({ isHiddenElsewhere(it) }),
    IS_SHOWN_ELSEWHERE({ isShownElsewhere(it) }),
    IS_UPDATED_ELSEWHERE({ isUpdatedElsewhere(it) }),
}
