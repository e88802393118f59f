package sessionchart

import sessionchart.ChangeType.BACKGROUNDED
import sessionchart.ChangeType.ENDED
import sessionchart.ChangeType.FOREGROUNDED
import sessionchart.ChangeType.RESUMED
import sessionchart.ChangeType.STARTED
import sessionchart.ChangeType.UPDATED
import sessionchart.Guard.*
import sessionchart.State.ACTIVE
import sessionchart.State.BACKGROUND
import sessionchart.State.CLOSED
import sessionchart.State.EXPIRED
import sessionchart.State.IDLE
import sessionchart.Update.*

/** Innermost states; who enters `live` is in [ACTIVE]. */
enum class State(val path: String) {
    IDLE("idle"), ACTIVE("live.active"), BACKGROUND("live.backgrounded"), EXPIRED("expired"), CLOSED("closed");

    val isLive: Boolean get() = this == ACTIVE || this == BACKGROUND
}

/** If [guard] holds: [updates] in order, then [tells] what came of it, then [target]; [again] hands the event to the state that follows. */
internal class Transition(
    val guard: Guard,
    val target: State? = null,
    val updates: List<Update> = emptyList(),
    val tells: List<ChangeType> = emptyList(),
    val again: Boolean = false,
)

private val lapse = Transition(IS_LAPSED, EXPIRED, listOf(END_LAPSED), listOf(ENDED), again = true)
private val full = Transition(IS_FULL, EXPIRED, listOf(END_FULL), listOf(ENDED), again = true)
private val end = Transition(ENDS, EXPIRED, listOf(END_SESSION), listOf(ENDED), again = true)
private val revoke = Transition(IS_REVOKED, IDLE, listOf(FORGET_SESSION), again = true)
private val counted = Transition(COUNTS, updates = listOf(NOTE_TRIGGER))

private fun start(vararg updates: Update) = Transition(STARTS, ACTIVE, updates.toList(), listOf(STARTED))

private fun stay(update: Update, guard: Guard = ALWAYS, vararg tells: ChangeType) = Transition(guard, updates = listOf(update), tells = tells.asList())

private val waiting = mapOf(
    EventType.TRIGGER to listOf(start(START_SESSION)),
    EventType.FOREGROUND to listOf(start(SHOW, START_SESSION), stay(SHOW)),
    EventType.BACKGROUND to listOf(start(HIDE, START_SESSION), stay(HIDE)),
    EventType.OPEN to listOf(start(OPEN, START_SESSION), stay(OPEN)),
    EventType.CLOSE to listOf(start(CLOSE, START_SESSION), stay(CLOSE)),
    EventType.UPDATE to listOf(start(START_SESSION, CHANGE_METADATA), stay(SET_METADATA)),
    EventType.END to listOf(stay(UNLINK)),
    EventType.SYNC to listOf(
        revoke,
        stay(UNLINK, IS_SAME_SESSION),
        stay(REMEMBER, IS_NEWER_AND_ENDED),
        Transition(IS_NEWER_AND_CUT_OFF, EXPIRED, listOf(ADOPT_CUT_OFF), listOf(ENDED)),
        Transition(IS_NEWER_AND_LAPSED, EXPIRED, listOf(ADOPT_LAPSED), listOf(ENDED)),
        Transition(IS_NEWER, ACTIVE, listOf(ADOPT), listOf(RESUMED)),
    ),
    EventType.SHUTDOWN to listOf(Transition(ALWAYS, CLOSED)),
)

private val live = mapOf(
    EventType.PULSE to listOf(stay(KEEP_PULSE)),
    EventType.TICK to listOf(lapse),
    EventType.TRIGGER to listOf(lapse, full, end, stay(NOTE_TRIGGER, SPLITS, UPDATED), counted),
    EventType.BACKGROUND to listOf(lapse, end, stay(ENTER_BACKGROUND, IS_VISIBLE, BACKGROUNDED), counted),
    EventType.FOREGROUND to listOf(lapse, end, stay(ENTER_FOREGROUND, IS_HIDDEN, FOREGROUNDED), counted),
    EventType.OPEN to listOf(lapse, end, stay(ENTER_OPEN, SPLITS, UPDATED), stay(ENTER_OPEN)),
    EventType.CLOSE to listOf(lapse, end, stay(ENTER_CLOSED, SPLITS, UPDATED), stay(ENTER_CLOSED)),
    EventType.UPDATE to listOf(lapse, end, stay(CHANGE_METADATA, ALWAYS, UPDATED)),
    EventType.END to listOf(lapse, Transition(MAY_END, EXPIRED, listOf(END_SESSION), listOf(ENDED))),
    EventType.SYNC to listOf(
        revoke,
        Transition(IS_ENDED_ELSEWHERE, EXPIRED, listOf(ADOPT_END), listOf(ENDED)),
        stay(ADOPT, IS_HIDDEN_AND_UPDATED_ELSEWHERE, BACKGROUNDED, UPDATED),
        stay(ADOPT, IS_SHOWN_AND_UPDATED_ELSEWHERE, UPDATED, FOREGROUNDED),
        stay(ADOPT, IS_HIDDEN_ELSEWHERE, BACKGROUNDED),
        stay(ADOPT, IS_SHOWN_ELSEWHERE, FOREGROUNDED),
        stay(ADOPT, IS_UPDATED_ELSEWHERE, UPDATED),
        stay(ADOPT, IS_SAME_SESSION),
        Transition(IS_NEWER, IDLE, listOf(END_SUPERSEDED), listOf(ENDED), again = true),
    ),
    EventType.SHUTDOWN to listOf(lapse, Transition(ALWAYS, CLOSED, listOf(END_SESSION), listOf(ENDED))),
)

/** What was done may be taken back, as anything else. */
private val closed = mapOf(EventType.SYNC to listOf(revoke))

internal fun State.transitionsOn(event: SessionEvent): List<Transition> = when (this) {
    IDLE, EXPIRED -> waiting
    ACTIVE, BACKGROUND -> live
    CLOSED -> closed
}[event.type].orEmpty()

private val whenActive = listOf(Transition(Guard.IS_HIDDEN, BACKGROUND))
private val whenBackgrounded = listOf(Transition(Guard.IS_VISIBLE, ACTIVE))
private val whenExpired = listOf(Transition(STOPS, CLOSED), Transition(RENEWS, ACTIVE, listOf(RENEW_SESSION), listOf(STARTED)))

/** Those that are taken at once, with no event of their own. */
internal val State.always: List<Transition>
    get() = when (this) {
        ACTIVE -> whenActive
        BACKGROUND -> whenBackgrounded
        EXPIRED -> whenExpired
        IDLE, CLOSED -> emptyList()
    }
