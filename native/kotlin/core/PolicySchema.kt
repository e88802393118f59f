package sessionchart

/** Tells the path of each fault in a value to [report]. */
private typealias Check = (value: Any?, path: String, report: (String) -> Unit) -> Unit

private const val MAX_MS = 9_007_199_254_740_991

private fun admits(test: (Any?) -> Boolean): Check = { value, path, report -> if (!test(value)) report(path) }

private fun whole(least: Long): Check = admits { it is Long && it in least..MAX_MS }

private fun oneOf(vararg names: String): Check = admits { it in names }

private fun fields(known: Map<String, Check>, required: Set<String> = emptySet(), others: Check? = null): Check = { value, path, report ->
    if (value !is Map<*, *>) report(path)
    else {
        val prefix = if (path.isEmpty()) "" else "$path."
        for (name in required) if (name !in value) report(prefix + name)
        for ((name, field) in value) {
            val check = known[name] ?: others
            if (check == null) report("$prefix$name") else check(field, "$prefix$name", report)
        }
    }
}

private val ROOTS =
    "load|unload|input|navigation|telemetry|export|foreground|background|focus|blur|freeze|resume|online|offline|heartbeat|timer|attribute|day|clock|manual|app"
private val TRIGGER = Regex("($ROOTS)(\\.[^\\n\\r\\u2028\\u2029]+)?")
private val ID_FORMAT = Regex("uuid4|uuid7|hex16|hex32|epoch-ms|epoch-s|base62-([1-9]|[1-9]\\d|1[01]\\d|12[0-8])")

private fun triggers(least: Int = 0): Check = { value, path, report ->
    if (value !is List<*> || value.size < least) report(path)
    else value.forEachIndexed { index, item -> if (item !is String || !TRIGGER.matches(item)) report("$path[$index]") }
}

private fun limit(vararg where: String): Check = fields(
    mapOf("ms" to whole(1), "inclusive" to admits { it is Boolean }, "while" to oneOf(*where), "everyMs" to whole(1)),
    required = setOf("ms"),
)

private val policy: Check = fields(
    mapOf(
        "name" to admits { it is String && it.isNotEmpty() },
        "startOn" to triggers(least = 1),
        "extendOn" to triggers(),
        "extendEveryMs" to whole(0),
        "endOn" to triggers(),
        "endAfter" to fields(
            mapOf(
                "inactivity" to limit("foreground", "background", "open", "closed"),
                "background" to limit("open", "closed"),
                "duration" to limit("foreground", "background", "open", "closed"),
                "telemetryCount" to whole(1),
            ),
        ),
        "minDurationMs" to whole(0),
        "then" to oneOf("renew", "wait", "stop"),
        "lingerMs" to admits { it == null || it is Long && it in 0..MAX_MS },
        "splitOn" to triggers(),
        "heartbeatEveryMs" to whole(1),
        "heartbeatWhile" to oneOf("foreground", "open", "used"),
        "scope" to oneOf("page", "tab", "origin", "site", "app"),
        "adopt" to oneOf("at-once", "on-activity", "on-lapse", "on-load", "on-first-activity"),
        "persist" to oneOf("activity", "start"),
        "withoutStore" to oneOf("memory", "none"),
        "clock" to oneOf("wall", "monotonic"),
        "sampling" to fields(
            mapOf("ratio" to admits { it is Number && it.toDouble() in 0.0..1.0 }, "by" to oneOf("id", "random")),
            required = setOf("ratio", "by"),
        ),
        "idFormat" to admits { it is String && ID_FORMAT.matches(it) },
        "sources" to fields(emptyMap(), others = admits { it is String }),
    ),
    required = setOf("name", "startOn", "extendOn", "endAfter", "then", "scope"),
)

/** The paths of all that is wrong with a parsed JSON value as a policy, sorted, each once: `endAfter.inactivity.ms`, `startOn[2]`. */
fun policyFaults(value: Any?): List<String> = sortedSetOf<String>().also { faults -> policy(value, "") { faults += it } }.toList()
