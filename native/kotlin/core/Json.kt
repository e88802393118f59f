package sessionchart

import java.math.BigDecimal

/** JSON as maps, lists, texts, booleans, `Long` for whole numbers that fit, `Double` for all others, and `null`. */
object Json {
    /** @throws IllegalArgumentException saying where it is no JSON */
    fun parse(text: String): Any? = JsonReader(text).read()

    /** Without spaces, fields in their order. */
    fun text(value: Any?): String = StringBuilder().also { write(value, it) }.toString()

    private fun write(value: Any?, to: StringBuilder) {
        when (value) {
            is Map<*, *> -> value.entries.joinTo(to, ",", "{", "}") { (name, field) -> "${text(name)}:${text(field)}" }
            is List<*> -> value.joinTo(to, ",", "[", "]") { text(it) }
            is String -> writeText(value, to)
            is Double -> to.append(numberText(value))
            else -> to.append(value)
        }
    }

    private fun writeText(value: String, to: StringBuilder) {
        to.append('"')
        for (unit in value) {
            when {
                unit == '"' || unit == '\\' -> to.append('\\').append(unit)
                unit == '\n' -> to.append("\\n")
                unit == '\r' -> to.append("\\r")
                unit == '\t' -> to.append("\\t")
                unit < ' ' -> to.append("\\u%04x".format(unit.code))
                else -> to.append(unit)
            }
        }
        to.append('"')
    }

    private fun numberText(value: Double): String =
        if (value.isInfinite() || value.isNaN()) "null" else BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
}

private class JsonReader(private val text: String) {
    private var at = 0

    fun read(): Any? {
        val value = value()
        space()
        if (at < text.length) fail("the end")
        return value
    }

    private fun value(): Any? {
        space()
        return when (peek()) {
            '{' -> fields()
            '[' -> items()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun fields(): Map<String, Any?> {
        val found = LinkedHashMap<String, Any?>()
        list('}') {
            space()
            val name = string()
            space()
            expect(':')
            found[name] = value()
        }
        return found
    }

    private fun items(): List<Any?> = ArrayList<Any?>().also { found -> list(']') { found += value() } }

    /** What stands between a bracket and its partner, with commas between. */
    private fun list(close: Char, item: () -> Unit) {
        at++
        space()
        if (peek() == close) {
            at++
            return
        }
        while (true) {
            item()
            space()
            if (peek() == close) break
            expect(',')
        }
        at++
    }

    private fun string(): String {
        expect('"')
        val found = StringBuilder()
        while (peek() != '"') {
            val unit = text[at++]
            found.append(if (unit == '\\') escaped() else unit)
        }
        at++
        return found.toString()
    }

    private fun escaped(): Char = when (val unit = text.getOrElse(at++) { fail("an escape") }) {
        'n' -> '\n'
        'r' -> '\r'
        't' -> '\t'
        'b' -> '\b'
        'f' -> '\u000c'
        'u' -> text.substring(at, minOf(at + 4, text.length)).toIntOrNull(16)?.toChar()?.also { at += 4 } ?: fail("four hex digits")
        '"', '\\', '/' -> unit
        else -> fail("an escape")
    }

    private fun number(): Number {
        val from = at
        while (at < text.length && (text[at].isLetterOrDigit() || text[at] in "+-.")) at++
        val digits = text.substring(from, at)
        digits.toLongOrNull()?.let { return it }
        val value = digits.toDoubleOrNull() ?: fail("a value")
        // 1.0 and 1e3 are whole numbers, too.
        return if (value % 1.0 == 0.0 && value in -9.0e15..9.0e15) value.toLong() else value
    }

    private fun <T> word(word: String, means: T): T {
        if (!text.startsWith(word, at)) fail("a value")
        at += word.length
        return means
    }

    private fun space() {
        while (at < text.length && text[at] in " \t\r\n") at++
    }

    private fun peek(): Char = text.getOrElse(at) { fail("more") }

    private fun expect(char: Char) {
        if (peek() != char) fail("'$char'")
        at++
    }

    private fun fail(expected: String): Nothing = throw IllegalArgumentException("JSON, character $at: expected $expected")
}
