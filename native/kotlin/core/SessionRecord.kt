package sessionchart

/** Before all instants, for what has not happened yet. */
internal const val LONG_AGO = Long.MIN_VALUE

/** After all instants. */
internal const val NEVER = Long.MAX_VALUE

/** The stored form of a session: all that another process needs to go on. `session-record.schema.json` says what each field is. */
data class SessionRecord(
    val id: String = "",
    val previousId: String? = null,
    val ordinal: Long = 0,
    val scope: String = "",
    val policy: String = "",
    val startTimeMs: Long = 0,
    val startReason: String = "manual",
    val endTimeMs: Long? = 0,
    val endReason: String? = null,
    val lapseTimeMs: Long? = null,
    val lastActivityTimeMs: Long = 0,
    val lastTelemetryTimeMs: Long? = null,
    val recovered: Boolean = false,
    val evidence: String? = null,
    val supersededBy: String? = null,
    val sampled: Boolean = true,
    val attributes: Attributes = emptyMap(),
    val metadata: Attributes = emptyMap(),
    val partIndex: Long = 0,
    val partStartTimeMs: Long = 0,
    val revision: Long = 0,
    val linked: Boolean = true,
    val seenTimeMs: Long = LONG_AGO,
    val idleFromMs: Long = 0,
    val durationFromMs: Long = 0,
    val backgroundFromMs: Long = 0,
    val isHidden: Boolean = false,
    val visibilityTimeMs: Long = LONG_AGO,
    val isClosed: Boolean = false,
    val openTimeMs: Long = LONG_AGO,
    val metadataTimesMs: Map<String, Long> = emptyMap(),
    val telemetryByContext: Map<String, TelemetryCounts> = emptyMap(),
) {
    fun toFields(): Map<String, Any?> = mapOf(
        "version" to 1L, "id" to id, "previousId" to previousId, "ordinal" to ordinal, "scope" to scope, "policy" to policy,
        "startTimeMs" to startTimeMs, "startReason" to startReason, "endTimeMs" to endTimeMs, "endReason" to endReason,
        "lapseTimeMs" to lapseTimeMs, "lastActivityTimeMs" to lastActivityTimeMs, "lastTelemetryTimeMs" to lastTelemetryTimeMs,
        "recovered" to recovered, "evidence" to evidence, "supersededBy" to supersededBy, "sampled" to sampled, "attributes" to attributes,
        "metadata" to metadata, "partIndex" to partIndex, "partStartTimeMs" to partStartTimeMs, "revision" to revision,
        "linked" to linked, "seenTimeMs" to seenTimeMs, "idleFromMs" to idleFromMs, "durationFromMs" to durationFromMs,
        "backgroundFromMs" to backgroundFromMs, "isHidden" to isHidden, "visibilityTimeMs" to visibilityTimeMs,
        "isClosed" to isClosed, "openTimeMs" to openTimeMs, "metadataTimesMs" to metadataTimesMs,
        "telemetryByContext" to telemetryByContext.mapValues { it.value.toFields() },
    )

    /** For a store. */
    fun toJson(): String = Json.text(toFields())

    companion object {
        /** @throws IllegalArgumentException naming the field that is not what was expected */
        fun parse(json: String): SessionRecord = of(Json.parse(json))

        /** Reads a parsed JSON value. @throws IllegalArgumentException naming the field that is not what was expected */
        fun of(value: Any?): SessionRecord = with(RecordFields(value)) {
            require(number("version") == 1L) { "version: expected 1" }
            SessionRecord(
                text("id"), textOrNull("previousId"), number("ordinal"), text("scope"), text("policy"), number("startTimeMs"),
                text("startReason"), numberOrNull("endTimeMs"), textOrNull("endReason"), numberOrNull("lapseTimeMs"),
                number("lastActivityTimeMs"), numberOrNull("lastTelemetryTimeMs"), flag("recovered"), textOrNull("evidence"), textOrNull("supersededBy"),
                flag("sampled"), fields("attributes"), fields("metadata"), number("partIndex"), number("partStartTimeMs"),
                number("revision"), flag("linked"), number("seenTimeMs"), number("idleFromMs"), number("durationFromMs"),
                number("backgroundFromMs"), flag("isHidden"), number("visibilityTimeMs"), flag("isClosed"), number("openTimeMs"),
                fields("metadataTimesMs"),
                fields<Map<*, *>>("telemetryByContext").mapValues { with(RecordFields(it.value)) { counts() } },
            )
        }
    }
}

/** The fields of a JSON object, each of the kind that is asked for. */
internal class RecordFields(value: Any?) {
    private val fields = requireNotNull(value as? Map<*, *>) { "expected an object" }

    private inline fun <reified T> field(name: String): T =
        fields[name] as? T ?: throw IllegalArgumentException("$name: expected ${T::class.simpleName}, came ${Json.text(fields[name])}")

    fun text(name: String): String = field(name)
    fun textOrNull(name: String): String? = fields[name]?.let { field(name) }
    fun numberOrNull(name: String): Long? = fields[name]?.let { number(name) }
    fun flag(name: String): Boolean = field(name)

    /** Browsers tell fractions of a millisecond; a core counts whole ones. */
    fun number(name: String): Long = field<Number>(name).toLong()

    @Suppress("UNCHECKED_CAST")
    fun <T> fields(name: String): Map<String, T> = field<Map<*, *>>(name) as Map<String, T>
    fun counts() = TelemetryCounts(number("total"), number("traces"), number("logs"), number("metrics"))
}
