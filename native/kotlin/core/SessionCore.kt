package sessionchart

/**
 * Sessions by a policy, without a clock, timer or store of its own: events go in with their instants, changes come out. Not safe for
 * several threads at once. `conformance/README.md` says what surrounds it.
 */
class SessionCore(policy: SessionPolicy, input: SessionInput) {
    private val context = SessionContext(policy, input, SessionRecord(scope = input.scope, policy = policy.name))

    var state: State = State.IDLE
        private set

    /** First instant at which the live session is over, if nothing more happens; `null` where none lives or nothing limits it. */
    val deadlineMs: Long? get() = context.deadlineMs.takeIf { state.isLive && it != NEVER }

    /** The live session, `null` where there is none. */
    val session: Session? get() = if (state.isLive) context.session() else null

    /** What a store has to keep: the live session, else the last; `null` before the first. */
    val record: SessionRecord? get() = context.toRecord()

    /** Takes one event to its end. @return what came of it, in order */
    fun send(event: SessionEvent): List<SessionChange> {
        val changes = ArrayList<SessionChange>()
        do {
            val taken = take(state.transitionsOn(event), event, changes)
            do {
                val settled = take(state.always, event, changes)
            } while (settled != null)
        } while (taken?.again == true)
        return changes
    }

    private fun take(transitions: List<Transition>, event: SessionEvent, changes: MutableList<SessionChange>): Transition? {
        val transition = transitions.firstOrNull { it.guard.holds(context, event) } ?: return null
        for (update in transition.updates) update.apply(context, event)
        transition.tells.mapTo(changes) { change(it, event) }
        transition.target?.let { state = it }
        return transition
    }

    private fun change(type: ChangeType, event: SessionEvent): SessionChange {
        val session = context.session(isEnded = type == ChangeType.ENDED)
        val atMs = when (type) {
            ChangeType.STARTED -> session.startTimeMs
            ChangeType.RESUMED -> event.atMs
            ChangeType.BACKGROUNDED, ChangeType.FOREGROUNDED -> context.record.visibilityTimeMs
            ChangeType.UPDATED -> context.record.seenTimeMs
            ChangeType.ENDED -> session.endTimeMs ?: session.startTimeMs
        }
        return SessionChange(type, session, atMs, event.atMs)
    }
}
