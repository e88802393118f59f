package sessionchart

/** FNV-1a over the UTF-16 units, then MurmurHash3's finisher: a number in [0, 1), the same on every platform. */
internal fun hashToUnit(id: String): Double {
    var hash = 0x811c9dc5.toInt()
    for (unit in id) hash = (hash xor unit.code) * 0x01000193
    hash = (hash xor (hash ushr 16)) * 0x85ebca6b.toInt()
    hash = (hash xor (hash ushr 13)) * 0xc2b2ae35.toInt()
    return (hash xor (hash ushr 16)).toUInt().toDouble() / 4_294_967_296.0
}

internal fun SessionContext.isSampled(id: String): Boolean =
    policy.sampling?.let { (if (it.byId) hashToUnit(id) else input.random()) < it.ratio } ?: true
