import type { Book } from './delivery-book.ts';
import type { LedgerClock } from './ledger-clock.ts';

/** Has the ledger know of this context before a record leaves: killed after that, it would be missed by nobody. */
export interface Reopener {
  /** The book has records that wait; they go on once it is written, or cannot be. */
  reopen(book: Book): void;
  /** Resolves when nothing waits of what waits now. */
  idle(): Promise<unknown>;
}

/** So often a context that comes back tries to say so. */
const ATTEMPTS = 4;
/** Before the second attempt, then twice as long each time: milliseconds. */
const RETRY_MS = 500;

/** @param write whether it was written */
export function createReopener(clock: LedgerClock, write: () => Promise<boolean>): Reopener {
  const reopening = new Set<Promise<void>>();
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  const reopen = async (book: Book) => {
    const { closedAtMs, state } = book;
    book.state = 'open';
    book.revision++;
    let isWritten = false;
    for (let i = 0; i < ATTEMPTS && !isWritten && book.held; i++) {
      if (i > 0) await sleep(2 ** (i - 1) * RETRY_MS);
      isWritten = await write();
    }
    const { held } = book;
    // The context was left meanwhile.
    if (held === null) return;
    book.held = null;
    if (isWritten) book.isLeft = false;
    else if (!book.isAlone) Object.assign(book, { state, closedAtMs });
    book.isAdmitted ||= isWritten || book.isAlone;
    const isNamed = (isWritten || book.isAlone) && !book.isSealed;
    for (const run of held) run(isNamed);
  };
  return {
    reopen(book) {
      const opened = reopen(book).finally(() => reopening.delete(opened));
      reopening.add(opened);
    },
    idle: () => Promise.all(reopening),
  };
}
