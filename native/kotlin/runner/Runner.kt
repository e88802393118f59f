package sessionchart.runner

import sessionchart.Json
import sessionchart.SessionCore
import sessionchart.SessionEvent
import sessionchart.SessionInput
import sessionchart.SessionPolicy
import sessionchart.SessionRecord
import sessionchart.TelemetryCounts
import sessionchart.policyFaults
import sessionchart.reconcile

private const val PROTOCOL = 1L

private typealias Fields = Map<String, Any?>

/** Speaks the protocol of `conformance/README.md` over standard input and output. */
fun main() {
    val output = System.out.bufferedWriter()
    for (line in System.`in`.bufferedReader().lineSequence()) {
        output.write(Json.text(answer(line)))
        output.write("\n")
        output.flush()
    }
}

private fun answer(line: String): Fields {
    var id: Any? = null
    return try {
        val request = Json.parse(line).fields()
        id = request["id"]
        when (request["type"]) {
            "hello" -> mapOf("type" to "hello", "protocol" to PROTOCOL, "runner" to "sessionchart in Kotlin ${KotlinVersion.CURRENT}")
            "policy" -> mapOf("id" to id, "faults" to policyFaults(request["policy"]))
            "reconcile" -> mapOf("id" to id, "merged" to reconcile(SessionRecord.of(request["a"]), SessionRecord.of(request["b"])).toFields())
            "play" -> mapOf("id" to id) + play(request)
            else -> error("no such request: ${request["type"]}")
        }
    } catch (fault: RuntimeException) {
        mapOf("id" to id, "error" to fault.toString())
    }
}

private fun play(request: Fields): Fields {
    val core = SessionCore(SessionPolicy.of(request["policy"]), input(request["input"].fields()))
    val steps = request["events"].list().map { event ->
        val changes = core.send(event(event.fields()))
        mapOf("state" to core.state.path, "deadlineMs" to core.deadlineMs, "changes" to changes.map { it.toFields() })
    }
    return mapOf("steps" to steps, "record" to core.record?.toFields())
}

private fun input(fields: Fields): SessionInput {
    val ids = fields["ids"].list().iterator()
    val random = fields["random"].list().iterator()
    val days = (fields["days"] as List<*>?)?.map { it as Long }
    val plain = SessionInput(generateId = { ids.next() as String })
    @Suppress("UNCHECKED_CAST")
    return SessionInput(
        generateId = plain.generateId,
        scope = fields["scope"] as String? ?: plain.scope,
        contextId = fields["contextId"] as String? ?: plain.contextId,
        attributes = { fields["attributes"] as Map<String, Any>? ?: emptyMap() },
        nextDayMs = if (days == null) plain.nextDayMs else { atMs -> days.firstOrNull { it > atMs } },
        random = { (random.next() as Number).toDouble() },
    )
}

private fun event(fields: Fields): SessionEvent {
    val atMs = fields.whole("atMs")
    return when (val type = fields["type"]) {
        "session.update" -> SessionEvent.Update(fields["metadata"].fields(), atMs)
        "session.end" -> SessionEvent.End(atMs, fields["reason"] as String, fields["link"] != false, fields["clear"] == true)
        "session.tick" -> SessionEvent.Tick(atMs)
        "session.shutdown" -> SessionEvent.Shutdown(atMs)
        "session.pulse" -> SessionEvent.Pulse(atMs, fields.whole("lastActivityTimeMs"), fields["lastTelemetryTimeMs"] as Long?, counts(fields["stamped"].fields()))
        "session.sync" -> SessionEvent.Sync(SessionRecord.of(fields["record"]), atMs, fields["recovered"] == true, fields["evidence"] as String?, fields["revoke"] == true)
        else -> SessionEvent.Triggered(fields["trigger"] as? String ?: error("no such event: $type"), atMs)
    }
}

private fun counts(fields: Fields) = TelemetryCounts(fields.whole("total"), fields.whole("traces"), fields.whole("logs"), fields.whole("metrics"))

private fun Fields.whole(name: String) = this[name] as Long

@Suppress("UNCHECKED_CAST")
private fun Any?.fields() = this as Fields

private fun Any?.list() = this as List<*>? ?: emptyList<Any?>()
