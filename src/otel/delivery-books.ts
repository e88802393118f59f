import type { TelemetrySessions } from '../api/session-provider.ts';
import { type Book, createBook, type Tally } from './delivery-book.ts';
import { ATTR_SESSION_ID } from './semconv.ts';

/** A record that bears a session's id. */
interface Named {
  readonly attributes: { readonly [key: string]: unknown };
}

/** The books of this context, one a session. */
export interface Books {
  readonly all: ReadonlyMap<string, Book>;
  /** The book of a record's session; `null` where it names none. */
  of(record: Named): Book | null;
  byId(id: string): Book;
  /** Whether the session's spans are sampled, as far as is known; the book remembers it. */
  keeps(book: Book): boolean;
  /** The book that goes on with what was begun in this one. */
  current(book: Book): Book;
  /** Takes what began under ids that others took the place of to the books of those. */
  merge(): void;
  forget(book: Book): void;
  /** Forgets all, and what waits. */
  clear(): void;
  /** Runs at once, or when the ledger has it that this context takes part, or goes on; `false`: it cannot, so nothing may bear the id. */
  admit(book: Book, run: (isNamed: boolean) => void): void;
}

export interface BooksOptions {
  readonly sessions: TelemetrySessions;
  /** This context is being left, and with it this book, so that what it still does is written without waiting. */
  readonly isLeaving: (book: Book) => boolean;
  /** Writes the books without waiting. @returns whether it was written */
  readonly writeNow: () => boolean;
  readonly reopen: (book: Book) => void;
}

/** More than a processor queues by default waits for nothing. */
const MAX_HELD = 2_048;

export function createBooks({ sessions, isLeaving, writeNow, reopen }: BooksOptions): Books {
  const books = new Map<string, Book>();
  const byId = (id: string): Book => {
    const known = books.get(id);
    if (known && !known.into) return known;
    const book = createBook(id);
    // Of an id that lost and then won after all something is stored already.
    if (known) Object.assign(book, { revision: known.revision + 1, isStored: known.isStored });
    books.set(id, book);
    return book;
  };
  /** It is written before the record is on its way, and after. */
  const runNow = (book: Book, run: (isNamed: boolean) => void) => {
    const { state } = book;
    book.state = 'open';
    book.revision++;
    run((writeNow() || book.isAlone) && !book.isSealed);
    book.state = state;
    book.revision++;
    if (state === 'closed') writeNow();
  };
  const current = (book: Book): Book => (book.into ? current(book.into) : book);
  const keeps = (book: Book): boolean => {
    book.isSampled = sessions.getTraits?.(book.id)?.sampled ?? book.isSampled;
    return book.isSampled;
  };
  return {
    all: books,
    byId,
    current,
    keeps,
    of({ attributes }) {
      const id = attributes[ATTR_SESSION_ID];
      return typeof id === 'string' ? byId(id) : null;
    },
    merge() {
      for (const book of [...books.values()]) {
        const id = sessions.finalId(book.id);
        if (id === book.id || book.into) continue;
        const into = byId(id);
        const { state, closedAtMs, isLeft } = book;
        if (into.revision === 0) Object.assign(into, { state, closedAtMs, isLeft });
        keeps(into);
        into.begun += book.begun;
        add(into.spans, book.spans);
        add(into.logs, book.logs);
        into.revision++;
        book.into = into;
        // What was written of it would be missed for ever.
        if (book.isStored || book.state !== 'open') empty(book);
        else books.delete(book.id);
      }
    },
    forget: (book) => void books.delete(book.id),
    clear() {
      for (const book of books.values()) Object.assign(book, { state: 'done', held: null });
      books.clear();
    },
    admit(book, run) {
      if (book.held) {
        if (book.held.push(run) > MAX_HELD) book.held.shift()?.(book.isAlone);
      } else if (book.isSealed) run(false);
      else if (book.state !== 'closed' && book.isAdmitted) run(true);
      else if (isLeaving(book)) runNow(book, run);
      else {
        book.held = [run];
        reopen(book);
      }
    },
  };
}

function empty(book: Book): void {
  const { spans, logs } = createBook(book.id);
  Object.assign(book, { spans, logs, begun: 0, state: 'done', revision: book.revision + 1 });
}

function add(into: Tally, from: Tally): void {
  into.produced += from.produced;
  into.exported += from.exported;
  into.delivered += from.delivered;
  into.failed += from.failed;
}

/** A record that cannot be accounted for goes without the id. Ended records refuse `setAttribute`; both SDK lines keep their attributes in a plain object. */
export function unname({ attributes }: Named): void {
  delete (attributes as Record<string, unknown>)[ATTR_SESSION_ID];
}
