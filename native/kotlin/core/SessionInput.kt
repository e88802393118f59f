package sessionchart

private const val DAY_MS = 86_400_000L

/** What a core is given besides its policy. */
class SessionInput(
    /** An id never used before, for a session that begins at this instant. */
    val generateId: (atMs: Long) -> String,
    val scope: String = "default",
    /** Name of this process. */
    val contextId: String = "main",
    /** What a session that begins at this instant keeps for life. */
    val attributes: (atMs: Long) -> Attributes = { emptyMap() },
    /** First instant of the next day; `null` for none. Default: midnight UTC. */
    val nextDayMs: (atMs: Long) -> Long? = { (Math.floorDiv(it, DAY_MS) + 1) * DAY_MS },
    /** A number in [0, 1). */
    val random: () -> Double = Math::random,
)
