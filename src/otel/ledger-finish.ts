import { type Book, openOf, queuedOf, unansweredOf } from './delivery-book.ts';
import type { LedgerParts } from './ledger-parts.ts';
import { report } from './report.ts';

export interface FinisherOptions {
  /** Whether an exporter has not answered for the batch it got last, so that others may be queued behind it. */
  readonly isBusy: () => boolean;
  /** Nothing of these books can come any more. */
  readonly conclude: (books: readonly Book[]) => Promise<void>;
}

/** Brings this context's part in a session that ended to its end. */
export interface Finisher {
  /** The session ended, or a span of it did. Looks whether all is over, now and after the grace for late records. */
  look(book: Book): void;
  /** Without the grace, as this context ends. @param isLast spans that are open will not end any more */
  finishNow(books: readonly Book[], isLast: boolean): Promise<void>;
}

/** Batch processors give an export 30 seconds. */
const GIVE_UP_MS = 40_000;
const FLUSH_EVERY_MS = 1_000;
/** Whoever shuts down does not want to wait. */
const LAST_WAIT_MS = 5_000;
/** An id becomes final in five. */
const HELD_MS = 6_000;

export function createFinisher(
  { sessions, delivery, clock, graceMs, flush }: LedgerParts,
  { isBusy, conclude }: FinisherOptions,
): Finisher {
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  /** Stamped already, and held by the session processors as an id is not final: it gets here first. */
  const release = async () => {
    const timeout = sleep(HELD_MS);
    await Promise.race([new Promise<void>((resolve) => void sessions.whenFinal(resolve)), timeout]);
    for (let i = 0; i < 4; i++) await null;
  };
  /**
   * What is still queued after two flushes was dropped, unless an exporter is at work: a flush during another returns at once.
   *
   * @returns whether that can be told
   */
  const drain = async (books: readonly Book[], giveUpMs: number): Promise<boolean> => {
    const untilMs = clock.now() + giveUpMs;
    for (let before = -1; ; ) {
      await Promise.race([flush(), sleep(giveUpMs)]);
      const queued = books.reduce((sum, book) => sum + queuedOf(book), 0);
      const unanswered = books.reduce((sum, book) => sum + unansweredOf(book), 0);
      const isDrained = queued === 0 || (queued === before && !isBusy());
      if ((isDrained && unanswered === 0) || clock.now() >= untilMs) return isDrained;
      before = queued;
      await sleep(FLUSH_EVERY_MS);
    }
  };
  const seal = (books: readonly Book[]) => {
    for (const book of books) {
      book.isFinishing = true;
      delivery.seal(book.id);
    }
  };
  const close = async (books: readonly Book[], isDrained: boolean, isLast: boolean) => {
    const over = books.filter((book) => !book.isSealed && book.held === null && (isLast || openOf(book) === 0));
    for (const book of books) book.isFinishing = false;
    for (const book of over) {
      Object.assign(book, { state: 'done', isDrained });
      book.revision++;
    }
    if (over.length > 0) await conclude(over);
  };
  const finish = async (book: Book) => {
    seal([book]);
    await release();
    await close([book], await drain([book], GIVE_UP_MS), false);
  };
  return {
    look(book) {
      const { endedAtMs } = book;
      if (endedAtMs === null || book.isFinishing || book.state === 'done' || openOf(book) > 0) return;
      const leftMs = endedAtMs + (book.isLeft ? 0 : graceMs) - clock.now();
      if (leftMs > 0) return;
      finish(book).catch((error) => report('a session could not be sealed', error));
    },
    async finishNow(books, isLast) {
      seal(books);
      await release();
      await close(books, await drain(books, LAST_WAIT_MS), isLast);
    },
  };
}
