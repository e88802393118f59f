package sessionchart

/** What a core hears; [atMs] is when it happened. */
sealed interface SessionEvent {
    val atMs: Long

    /** Something happened to the app; its root says what kind of event it is. */
    data class Triggered(val trigger: Trigger, override val atMs: Long) : SessionEvent

    /** Sets fields of the metadata, in this order; `null` removes one. */
    data class Update(val metadata: Map<String, Any?>, override val atMs: Long) : SessionEvent

    /** The app ends the session. Unless [link], the next one does not name it; with [clear] the next one begins without metadata. */
    data class End(override val atMs: Long, val reason: String = "manual", val link: Boolean = true, val clear: Boolean = false) : SessionEvent

    /** A timer looks whether the session has lapsed. */
    data class Tick(override val atMs: Long) : SessionEvent

    /** Activity and telemetry that a faster path has judged when it happened. */
    data class Pulse(
        override val atMs: Long,
        val lastActivityTimeMs: Long,
        val lastTelemetryTimeMs: Long?,
        val stamped: TelemetryCounts,
    ) : SessionEvent

    /**
     * What the store holds: left by an earlier process where [recovered]; with [evidence] that it did not end in order; with [revoke]
     * what began here since is taken back.
     */
    data class Sync(
        val record: SessionRecord,
        override val atMs: Long,
        val recovered: Boolean = false,
        val evidence: String? = null,
        val revoke: Boolean = false,
    ) : SessionEvent

    data class Shutdown(override val atMs: Long) : SessionEvent
}

internal enum class EventType { TRIGGER, FOREGROUND, BACKGROUND, OPEN, CLOSE, UPDATE, END, TICK, PULSE, SYNC, SHUTDOWN }

internal val SessionEvent.type: EventType
    get() = when (this) {
        is SessionEvent.Triggered -> when (trigger.root) {
            "foreground" -> EventType.FOREGROUND
            "background" -> EventType.BACKGROUND
            "load" -> EventType.OPEN
            "unload" -> EventType.CLOSE
            else -> EventType.TRIGGER
        }
        is SessionEvent.Update -> EventType.UPDATE
        is SessionEvent.End -> EventType.END
        is SessionEvent.Tick -> EventType.TICK
        is SessionEvent.Pulse -> EventType.PULSE
        is SessionEvent.Sync -> EventType.SYNC
        is SessionEvent.Shutdown -> EventType.SHUTDOWN
    }

internal val Trigger.root: String get() = substringBefore('.')

/** Whether the list names the trigger or something that it refines. */
internal infix fun List<Trigger>.covers(trigger: Trigger): Boolean = any { it == trigger || trigger.startsWith("$it.") }
