import { isAhead } from '../../machines/reconcile.ts';
import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import type { TelemetrySessions } from '../api/session-provider.ts';
import { createChangeQueue } from '../provider/change-queue.ts';
import type { Reporter } from '../provider/diagnostics.ts';
import { createFinality } from '../provider/finality.ts';
import { createPast } from '../provider/past.ts';
import type { Clock } from '../provider/platform.ts';
import { createSessionClock } from '../provider/session-clock.ts';
import type { Leave } from './protocol.ts';

/** What an owner says of its session. */
export interface Owned {
  readonly session: LiveSession | null;
  /** First instant at which the session is over, if nothing more happens; `Infinity`: never. */
  readonly deadlineMs: number;
  readonly isFinal: boolean;
  /** What may become of telemetry. Default: it goes on. */
  readonly mayLeave?: Leave;
}

/** What reads sessions that somebody else decides on. Plain fields that change, as V8 looks accessors of a literal up by name. */
export interface Reading
  extends Required<
    Pick<TelemetrySessions, 'getSession' | 'getSessionId' | 'getTraits' | 'subscribe' | 'whenFinal' | 'finalId' | 'finalize'>
  > {
  isFinal: boolean;
  deadlineMs: number;
}

/** One rule holds whatever becomes of the owner: no instant at or past the deadline that was told last has its session. */
export interface Follower {
  readonly reading: Reading;
  /** What happened, in order. What was heard before, from another owner, is not told again. */
  hear(changes: readonly SessionChange[]): void;
  /** What is. */
  follow(owned: Owned): void;
  /** Sessions of before this context, or what was amended since. */
  remember(past: readonly EndedSession[]): void;
  replace(id: string, by: string): void;
  isOver(id: string): boolean;
  /** The session of this id that has ended here. */
  ended(id: string): EndedSession | null;
  mayLeave(): Leave;
  now(): number;
  /** The id for a record of this instant, by the wall clock; no record is from the future. */
  idOf(atMs: number): string | null;
}

/** An id that is not final by then is taken for final: whoever had to say so is gone. */
const SETTLED_AFTER_MS = 5_000;

/** @param first what may become of telemetry until an owner has spoken */
export function createFollower(clock: Clock, reporter: Reporter, first: Leave = 'now'): Follower {
  const time = createSessionClock(clock);
  const queue = createChangeQueue(reporter);
  const finality = createFinality(reporter);
  const past = createPast();
  let live: LiveSession | null = null;
  /** What subscribers were told last. */
  let told: LiveSession | EndedSession | null = null;
  /** Of a session that consent was taken back from nothing else is kept. */
  let revokedId: string | null = null;
  let leave = first;
  let timer: unknown;

  const remember = (session: EndedSession) => {
    const known = past.byId(session.id);
    if (known === null) past.add(session);
    else if (session.revision > known.revision) past.revise((one) => (one === known ? session : one));
  };
  const tell = (change: SessionChange) => {
    told = change.session;
    queue.deliver([change]);
  };
  /** Several owners of one session tell the same; the first is heard. */
  const isNews = ({ type, session }: SessionChange) => {
    if (told === null) return true;
    if (session.id !== told.id) return past.byId(session.id) === null && isAhead(session, told);
    return told.endTimeMs === null && type !== 'resumed' && (type === 'ended' || session.revision > told.revision);
  };
  const hear = (change: SessionChange) => {
    time.goOnFrom(change.detectedAtMs);
    const isNew = isNews(change);
    if (change.type === 'ended') remember(change.session);
    if (isNew) tell(change);
  };
  /** A session that ended while nobody told, and one that this context joins. */
  const catchUp = () => {
    const detectedAtMs = time.now();
    const ended = told !== null && told.endTimeMs === null ? past.byId(told.id) : null;
    if (ended) tell({ type: 'ended', session: ended, atMs: ended.endTimeMs, detectedAtMs });
    if (live !== null && live.id !== told?.id) tell({ type: 'resumed', session: live, atMs: detectedAtMs, detectedAtMs });
  };
  const settle = () => {
    if (leave === 'later') return;
    clock.clearTimeout(timer);
    reading.isFinal = true;
    catchUp();
    finality.tell();
  };
  const at = (atMs: number): LiveSession | EndedSession | null => {
    if (live === null || atMs < live.startTimeMs) return past.at(atMs);
    return atMs < reading.deadlineMs ? live : null;
  };
  const reading: Reading = {
    isFinal: leave !== 'later',
    deadlineMs: -Infinity,
    getSessionId(atMs) {
      if (atMs !== undefined || queue.current !== null) return reading.getSession(atMs)?.id ?? null;
      return live !== null && time.now() < reading.deadlineMs ? live.id : null;
    },
    getSession(atMs) {
      const { current } = queue;
      if (atMs !== undefined) return at(time.fromWall(atMs));
      if (current !== null) return current.type === 'ended' ? null : current.session;
      return at(time.now());
    },
    getTraits: (id) => (live?.id === id ? live : past.byId(id)),
    subscribe: queue.subscribe,
    finalId: finality.finalId,
    whenFinal(run) {
      if (!reading.isFinal) return finality.wait(run);
      run();
      return () => {};
    },
    finalize: settle,
  };
  const forget = () => {
    revokedId = told?.id ?? revokedId;
    told = null;
    past.clear();
  };
  return {
    reading,
    hear: (changes) => changes.forEach(hear),
    follow({ session, deadlineMs, isFinal, mayLeave = 'now' }) {
      // The owner's time is ahead of this clock where that was set back before this context began.
      if (session !== null) time.goOnFrom(session.lastActivityTimeMs);
      live = session;
      reading.deadlineMs = session === null ? -Infinity : deadlineMs;
      leave = mayLeave;
      if (leave === 'never') forget();
      if (isFinal) settle();
      reading.isFinal = isFinal && leave !== 'later';
      clock.clearTimeout(timer);
      if (!reading.isFinal && leave !== 'later') timer = clock.setTimeout(settle, SETTLED_AFTER_MS);
    },
    remember: (sessions) => sessions.forEach(remember),
    replace: finality.replace,
    ended: past.byId,
    isOver: (id) => past.byId(id) !== null || id === revokedId,
    mayLeave: () => leave,
    now: () => time.now(),
    idOf: (atMs) => at(Math.min(time.fromWall(atMs), time.now()))?.id ?? null,
  };
}
