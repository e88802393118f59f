import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import type { TelemetrySessions } from '../api/session-provider.ts';
import type { Clock } from '../provider/platform.ts';
import { createSessionClock } from '../provider/session-clock.ts';
import type { SessionPort } from './port.ts';
import { type LeaveMessage, type StateMessage, VERSION } from './protocol.ts';

/** What can be shared: a provider, or sessions that are another's themselves. */
export interface SharedSessions extends TelemetrySessions {
  readonly deadlineMs: number;
  listSessions?(): Promise<readonly (LiveSession | EndedSession)[]>;
}

interface Given {
  readonly sessions: SharedSessions;
  readonly port: SessionPort;
  readonly clock: Clock;
  readonly isTrusted: boolean;
}

/** Tells the other end what is, whenever it differs from what was said last. */
export interface Teller {
  /** Somebody is there, and knows nothing. */
  join(): void;
  /** The sessions of before, as soon as the store has answered. */
  tellEnded(): void;
  /** At the end of this task's microtasks. */
  tellSoon(): void;
  leave(): void;
  comeBack(): void;
  stop(): void;
}

/**
 * A deadline moves with every activity. The other end is told of it when half of what it has left is over, so that a few messages
 * an hour do, and no sooner than after so many milliseconds.
 */
const SHORTEST_LOOK_MS = 250;
/** The longest that a timer can wait. */
const LONGEST_LOOK_MS = 2_147_483_647;
/** Sessions of before that are told to who joins, for records that are older than the present one. */
const PAST_TOLD = 8;

export function createTeller({ sessions, port, clock, isTrusted }: Given): Teller {
  const strip = <S extends object>(session: S): S => (isTrusted ? session : { ...session, attributes: {}, metadata: {} });
  const time = createSessionClock(clock);
  let changes: SessionChange[] = [];
  let past: readonly EndedSession[] = [];
  let saidId: string | null = null;
  let said = '';
  let isJoined = false;
  let isScheduled = false;
  let timer: unknown;
  let cancelWait = () => {};

  const post = (message: StateMessage | LeaveMessage) => {
    try {
      port.postMessage(message);
    } catch {
      // The other end is gone, or the bridge to it.
    }
  };
  const stateNow = (): Omit<StateMessage, 'changes' | 'past'> => {
    const current = sessions.getSession();
    const session = current?.endTimeMs === null ? current : null;
    const { deadlineMs, isFinal } = sessions;
    const mayLeave = sessions.mayLeave?.();
    const by = saidId === null ? null : sessions.finalId(saidId);
    return {
      sessionchart: VERSION,
      kind: 'state',
      session: session && strip(session),
      untilMs: session === null || deadlineMs === Infinity ? null : deadlineMs,
      isFinal,
      ...(mayLeave && { mayLeave }),
      replaced: saidId === null || by === null || by === saidId ? null : [saidId, by],
    };
  };
  const lookAgain = (untilMs: number | null) => {
    const halfMs = untilMs === null ? LONGEST_LOOK_MS : (untilMs - time.now()) / 2;
    timer = clock.setTimeout(tell, Math.min(Math.max(halfMs, SHORTEST_LOOK_MS), LONGEST_LOOK_MS));
  };
  const tell = () => {
    isScheduled = false;
    if (!isJoined) return;
    const state = stateNow();
    const { session, untilMs, isFinal, mayLeave, replaced } = state;
    clock.clearTimeout(timer);
    if (session !== null) {
      time.goOnFrom(session.lastActivityTimeMs);
      lookAgain(untilMs);
    }
    const text = JSON.stringify([session?.id, session?.revision, untilMs, isFinal, mayLeave, replaced]);
    if (text === said && changes.length === 0 && past.length === 0) return;
    said = text;
    saidId = session?.id ?? null;
    post({ ...state, changes, past });
    changes = [];
    past = [];
    cancelWait();
    if (!isFinal) cancelWait = sessions.whenFinal(tellSoon);
  };
  /** While a change is delivered the provider stands at that change; afterwards it says what is. */
  const tellSoon = () => {
    if (isScheduled) return;
    isScheduled = true;
    void Promise.resolve().then(tell);
  };
  const tellAnew = () => {
    said = '';
    tell();
  };
  const stopSubscription = sessions.subscribe((change) => {
    if (!isJoined) return;
    changes.push({ ...change, session: strip(change.session) } as SessionChange);
    tellSoon();
  });
  const stopWatching = sessions.watchMayLeave?.(tellSoon);
  /** Who is not trusted hears of none that the present one does not name: between them somebody else may have logged out. */
  const toldOf = (ended: readonly EndedSession[]) => {
    if (isTrusted) return ended;
    let name = sessions.getSession()?.previousId ?? null;
    const named = [...ended].reverse().filter(({ id, previousId }) => {
      if (id !== name) return false;
      name = previousId;
      return true;
    });
    return named.reverse();
  };
  const tellPast = (all: readonly (LiveSession | EndedSession)[]) => {
    const ended = all.filter((session): session is EndedSession => session.endTimeMs !== null);
    past = toldOf(ended).slice(-PAST_TOLD).map(strip);
    if (past.length > 0) tell();
  };
  // Those of before a log-out, too: late records of theirs may be here.
  const tellEnded = () => void (sessions.delivery ?? sessions).listSessions?.().then(tellPast, () => {});
  return {
    join() {
      isJoined = true;
      tellAnew();
      tellEnded();
    },
    tellEnded,
    tellSoon,
    leave: () => post({ sessionchart: VERSION, kind: 'leave' }),
    comeBack: tellAnew,
    stop() {
      if (isJoined) post({ sessionchart: VERSION, kind: 'leave' });
      isJoined = false;
      cancelWait();
      clock.clearTimeout(timer);
      stopSubscription();
      stopWatching?.();
    },
  };
}
