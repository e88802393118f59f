package sessionchart

/** A dotted name of something that happened to the app, such as `input.click`. Its root is what stands before the first dot. */
typealias Trigger = String

/** Where a limit runs; it stands still elsewhere, like a stopwatch. */
enum class Where { FOREGROUND, BACKGROUND, OPEN, CLOSED }

/** What follows an end: the next session at once, at the next trigger, or never again in this process. */
enum class Then { RENEW, WAIT, STOP }

/** A span after which a session is over: at exactly [ms], or one millisecond later where [inclusive]. */
data class Limit(val ms: Long, val inclusive: Boolean = false, val where: Where? = null, val everyMs: Long? = null) {
    /** The span as a half-open interval. */
    val spanMs: Long get() = if (inclusive) ms + 1 else ms
}

/** The spans and counts that end a session; what is absent does not limit. */
data class Limits(
    val inactivity: Limit? = null,
    val background: Limit? = null,
    val duration: Limit? = null,
    val telemetryCount: Long? = null,
)

/** The share of sessions to keep, from 0 to 1, decided by a hash of the id or at random. */
data class Sampling(val ratio: Double, val byId: Boolean)

/**
 * When sessions start, go on and end. What only concerns those around the core (scope, store, heartbeats, form of the ids) stays in
 * [fields], the JSON object that it was read from.
 */
data class SessionPolicy(
    val name: String,
    val startOn: List<Trigger>,
    val extendOn: List<Trigger>,
    val endAfter: Limits,
    val then: Then,
    val extendEveryMs: Long = 0,
    val endOn: List<Trigger> = emptyList(),
    val splitOn: List<Trigger> = emptyList(),
    val minDurationMs: Long = 0,
    val sampling: Sampling? = null,
    val fields: Map<String, Any?> = emptyMap(),
) {
    companion object {
        /** @throws PolicyException naming the path of every fault */
        fun parse(json: String): SessionPolicy = of(Json.parse(json))

        /** Reads a parsed JSON value. @throws PolicyException naming the path of every fault */
        fun of(value: Any?): SessionPolicy {
            val faults = policyFaults(value)
            if (faults.isNotEmpty()) throw PolicyException(faults)
            return readPolicy(value as Map<*, *>)
        }
    }
}

/** A value that is no policy. */
class PolicyException(val paths: List<String>) : IllegalArgumentException("no policy; wrong: ${paths.joinToString { it.ifEmpty { "the value itself" } }}")

@Suppress("UNCHECKED_CAST")
private fun readPolicy(fields: Map<*, *>): SessionPolicy {
    fun triggers(name: String) = fields[name] as List<Trigger>? ?: emptyList()
    val limits = fields["endAfter"] as Map<*, *>
    val sampling = fields["sampling"] as Map<*, *>?
    return SessionPolicy(
        name = fields["name"] as String,
        startOn = triggers("startOn"),
        extendOn = triggers("extendOn"),
        endAfter = Limits(readLimit(limits["inactivity"]), readLimit(limits["background"]), readLimit(limits["duration"]), limits["telemetryCount"] as Long?),
        then = Then.valueOf((fields["then"] as String).uppercase()),
        extendEveryMs = fields["extendEveryMs"] as Long? ?: 0,
        endOn = triggers("endOn"),
        splitOn = triggers("splitOn"),
        minDurationMs = fields["minDurationMs"] as Long? ?: 0,
        sampling = sampling?.let { Sampling((it["ratio"] as Number).toDouble(), it["by"] == "id") },
        fields = fields as Map<String, Any?>,
    )
}

private fun readLimit(value: Any?): Limit? = (value as Map<*, *>?)?.let { fields ->
    Limit(
        ms = fields["ms"] as Long,
        inclusive = fields["inclusive"] == true,
        where = (fields["while"] as String?)?.let { Where.valueOf(it.uppercase()) },
        everyMs = fields["everyMs"] as Long?,
    )
}
