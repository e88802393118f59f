import type { SessionChange } from '../../machines/session.ts';
import type { Book } from './delivery-book.ts';
import type { LedgerParts } from './ledger-parts.ts';

export interface FollowerOptions {
  /** What is known changed: `isNews` is written at once. */
  readonly changed: (isNews: boolean) => void;
  /** Whether all of the book's session is over by now. */
  readonly look: (book: Book) => void;
}

/** Takes what the provider tells of sessions into their books. */
export interface Follower {
  /** The sessions were shut down, so that no other will begin. */
  readonly isShutDown: boolean;
  /** Ends the books of sessions that nobody will tell the end of. */
  endStrangers(): void;
  /** Forgets the books of ids that are not this provider's. */
  forgetStrangers(): void;
}

export function createFollower(
  { sessions, delivery, clock, graceMs, books, consent }: LedgerParts,
  { changed, look }: FollowerOptions,
): Follower {
  const now = () => clock.now();
  let isShutDown = false;
  const end = (book: Book) => {
    book.endedAtMs ??= now();
    if (book.isLeft) delivery.seal(book.id);
    clock.setTimeout(() => look(book), graceMs);
    look(book);
  };
  const tell = ({ type, session }: SessionChange) => {
    if (consent.isRefused()) return;
    const book = books.byId(session.id);
    const isNews = book.startTimeMs === null || type === 'ended';
    book.isAlone ||= type === 'started' && !book.isAdmitted;
    // Who has produced nothing need not tell before it is gone.
    if (book.revision === 0) Object.assign(book, { state: 'closed', closedAtMs: now() });
    book.isSampled = session.sampled;
    book.startTimeMs = session.startTimeMs;
    book.contexts = session.contexts;
    book.revision++;
    if (type !== 'ended') book.endedAtMs = null;
    else {
      isShutDown ||= session.endReason === 'shutdown';
      end(book);
    }
    changed(isNews);
  };
  sessions.subscribe(tell);
  // Of a session that was told before, whoever comes later finds only the present.
  sessions.whenFinal(() => {
    const session = sessions.getSession();
    if (session?.endTimeMs === null && books.byId(session.id).startTimeMs === null) {
      tell({ type: 'resumed', session, atMs: now(), detectedAtMs: now() });
    }
  });
  const untold = () => {
    const liveId = sessions.getSessionId();
    return [...books.all.values()].filter(({ id, startTimeMs }) => startTimeMs === null && id !== liveId);
  };
  return {
    get isShutDown() {
      return isShutDown;
    },
    endStrangers() {
      // Named by the app, or by an earlier start: there is no end to wait for.
      for (const book of untold()) if (book.isStored && !book.isSealed && book.endedAtMs === null) end(book);
    },
    forgetStrangers() {
      for (const book of untold()) {
        if (!book.isStored && book.begun === 0 && sessions.getTraits?.(book.id) == null) books.forget(book);
      }
    },
  };
}
