import { type Book, openOf } from './delivery-book.ts';
import { checkpointOf } from './delivery-events.ts';
import { emitterOf } from './event-emitter.ts';
import type { LedgerParts } from './ledger-parts.ts';
import { report } from './report.ts';

/** Tells what this context has produced each time that it may not come back. */
export interface Leaver {
  leave(): void;
  /** This context is being left, and with it this book, so that what it still does is written without waiting. */
  isLeaving(book: Book): boolean;
}

/** The task in which a context is left is over by then. */
const LEAVING_MS = 500;

/** @param look whether all of a book's session is over by now */
export function createLeaver({ sessions, delivery, clock, books, keeper, flush }: LedgerParts, look: (book: Book) => void): Leaver {
  let leftAtMs = -Infinity;
  let isLeavingTask = false;
  const checkpoint = (book: Book) => {
    const { contextId, deadlineMs } = delivery;
    if (book.id !== sessions.getSessionId() || !sessions.isFinal || !Number.isFinite(deadlineMs)) return;
    const session = sessions.getSession();
    const kept = Object.keys(keeper.known.sessions[book.id]?.contexts ?? {});
    const contexts = [...new Set([contextId, ...(session?.id === book.id ? session.contexts : book.contexts), ...kept])];
    const counts = { contextId, contexts, deadlineMs, spans: book.spans.produced, logs: book.logs.produced, open: openOf(book) };
    const told = JSON.stringify(counts);
    if (told === book.told) return;
    book.told = told;
    book.checkpoints++;
    emitterOf(sessions).add(checkpointOf(book.id, { ...counts, ordinal: book.checkpoints, atMs: clock.now() }));
  };
  const close = (book: Book, isWritten: boolean) => {
    const { held } = book;
    const wasClosed = book.state === 'closed' || (held !== null && book.closedAtMs > 0);
    // What waits to go on long after it was closed may be sealed meanwhile.
    const isNamed = isWritten && !(wasClosed && clock.now() - book.closedAtMs >= LEAVING_MS);
    book.held = null;
    for (const run of held ?? []) run(isNamed || book.isAlone);
    if (book.endedAtMs !== null && openOf(book) === 0) delivery.seal(book.id);
    book.state = 'closed';
    book.isLeft = true;
    if (!wasClosed) book.closedAtMs = clock.now();
    book.revision++;
  };
  return {
    isLeaving: ({ state, closedAtMs }) => isLeavingTask && clock.now() - (state === 'closed' ? closedAtMs : leftAtMs) < LEAVING_MS,
    leave() {
      leftAtMs = clock.now();
      isLeavingTask = true;
      clock.setTimeout(() => {
        isLeavingTask = false;
      }, 0);
      books.merge();
      // What is not final yet may be stored all the same, and the next start goes on with it.
      const live = sessions.getSession();
      if (live?.endTimeMs === null) books.byId(live.id).startTimeMs ??= live.startTimeMs;
      const left = [...books.all.values()].filter(
        ({ startTimeMs, isStored, state, isSealed }) => (startTimeMs !== null || isStored) && state !== 'done' && !isSealed,
      );
      const isWritten = left.some(({ held }) => held !== null) && keeper.writeNow();
      for (const book of left) {
        close(book, isWritten);
        checkpoint(book);
      }
      if (left.length === 0) return;
      keeper.writeNow();
      keeper.write().catch((error) => report('the ledger failed', error));
      void flush();
      for (const book of left) look(book);
    },
  };
}
