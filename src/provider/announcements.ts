import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import { type Amendment, amend } from './amendments.ts';
import { type ChangeQueue, createChangeQueue } from './change-queue.ts';
import type { Reporter } from './diagnostics.ts';
import { createPast, type Past } from './past.ts';

/**
 * What the chart told, on its way out. Until it is released it can be taken back and told anew, and what has not changed by
 * that is not told again.
 */
export interface Announcements {
  tell(change: SessionChange): void;
  /** Ended, and not in the store yet. */
  ended(): readonly EndedSession[];
  waiting(): number;
  /** The first `changes` may go; the first `ended` are stored. @returns what goes */
  release(changes: number, ended: number): readonly SessionChange[];
  /** Takes back what was not released. @returns it */
  revoke(): readonly SessionChange[];
  /** Keeps of what waits the starts and ends only, and what came last. */
  thin(): void;
  /** Metadata of a session that ended here; what was not released tells them, too. */
  amend(amendment: Amendment): void;
  /** What the store has of sessions that ended here: another context may have amended them. */
  learn(recorded: readonly EndedSession[]): void;
  /** The session that is live for whoever heard all that was told. */
  liveId(): string | null;
  /** What was last told of it. */
  live(): LiveSession | null;
  /** When the start or the end was detected that goes by this name in the outbox, as long as that is known. */
  detectedAtMs(uid: string): number | undefined;
  readonly past: Past;
  readonly queue: ChangeQueue;
}

/** As many ended sessions wait for a store that fails. */
const MAX_ENDED = 64;
/** So many starts and ends are remembered by when they were detected. */
const MAX_DETECTED = 128;

/** What a start or an end goes by in the outbox; `null` for other changes. */
export const uidOf = ({ type, session }: SessionChange): string | null =>
  type === 'started' ? `${session.id}:start` : type === 'ended' ? `${session.id}:end` : null;

const liveIdAfter = ({ type, session }: SessionChange) => (type === 'ended' ? null : session.id);

export function createAnnouncements(reporter: Reporter): Announcements {
  const queue = createChangeQueue(reporter);
  const past = createPast();
  let waiting: SessionChange[] = [];
  let ended: readonly EndedSession[] = [];
  /** The session that is live for whoever heard all that was told, and for whoever heard what was released. */
  let liveId: string | null = null;
  let releasedLiveId: string | null = null;
  let live: LiveSession | null = null;
  const detected = new Map<string, number>();

  const remember = (change: SessionChange) => {
    const uid = uidOf(change);
    if (uid === null) return;
    detected.set(uid, change.detectedAtMs);
    const [oldest = ''] = detected.size > MAX_DETECTED ? detected.keys() : [];
    detected.delete(oldest);
  };
  /** A session that nobody was told of, such as one that another process left, ends once, too. */
  const isNews = ({ type, session }: SessionChange) => {
    if (type === 'started') return true;
    if (type === 'resumed') return session.id !== liveId;
    return session.id === liveId || (type === 'ended' && liveId === null && past.byId(session.id) === null);
  };
  return {
    tell(change) {
      if (!isNews(change)) return;
      if (change.type === 'ended') {
        ended = [...ended, change.session].slice(-MAX_ENDED);
        past.add(change.session);
      } else {
        live = change.session;
      }
      liveId = liveIdAfter(change);
      waiting.push(change);
      remember(change);
    },
    ended: () => ended,
    waiting: () => waiting.length,
    release(changes, stored) {
      ended = ended.slice(stored);
      const going = waiting.slice(0, changes);
      waiting = waiting.slice(changes);
      for (const change of going) releasedLiveId = liveIdAfter(change);
      queue.deliver(going);
      return going;
    },
    revoke() {
      const revoked = waiting;
      waiting = [];
      for (const change of revoked) if (change.type === 'ended') past.remove(change.session);
      liveId = releasedLiveId;
      ended = [];
      return revoked;
    },
    thin() {
      waiting = waiting.filter(({ type }, i) => /^(started|resumed|ended)$/.test(type) || i === waiting.length - 1);
    },
    amend(amendment) {
      const next = (session: EndedSession) => amend(session, [amendment]);
      ended = ended.map(next);
      past.revise(next);
      waiting = waiting.map((change) => (change.type === 'ended' ? { ...change, session: next(change.session) } : change));
    },
    learn(recorded) {
      past.revise((session) => {
        const { metadata, revision } = recorded.find(({ id }) => id === session.id) ?? session;
        return JSON.stringify(metadata) === JSON.stringify(session.metadata) ? session : { ...session, metadata, revision };
      });
    },
    liveId: () => liveId,
    live: () => (live?.id === liveId ? live : null),
    detectedAtMs: (uid) => detected.get(uid),
    past,
    queue,
  };
}
