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
  /** The book that goes on with what was begun in this one. */
  current(book: Book): Book;
  /** Takes what began under ids that others took the place of to the books of those. */
  merge(): void;
  forget(book: Book): void;
  /** Runs at once, or when the ledger has it that a context that was closed goes on; `false`: it cannot, so nothing may bear the id. */
  admit(book: Book, run: (isNamed: boolean) => void): void;
}

export interface BooksOptions {
  readonly sessions: TelemetrySessions;
  /** This context is being left, and what it still does is written with it. */
  readonly isLeaving: () => boolean;
  /** Something was counted in a book that is closed. */
  readonly rewrite: () => void;
  readonly reopen: (book: Book) => void;
}

/** More than a processor queues by default waits for nothing. */
const MAX_HELD = 2_048;

export function createBooks({ sessions, isLeaving, rewrite, reopen }: BooksOptions): Books {
  const books = new Map<string, Book>();
  const byId = (id: string): Book => {
    const known = books.get(id);
    if (known) return known;
    const book = createBook(id);
    books.set(id, book);
    return book;
  };
  const current = (book: Book): Book => (book.into ? current(book.into) : book);
  return {
    all: books,
    byId,
    current,
    of({ attributes }) {
      const id = attributes[ATTR_SESSION_ID];
      return typeof id === 'string' ? byId(id) : null;
    },
    merge() {
      for (const book of [...books.values()]) {
        const id = sessions.finalId(book.id);
        if (id === book.id) continue;
        const into = byId(id);
        into.open += book.open;
        add(into.spans, book.spans);
        add(into.logs, book.logs);
        into.revision++;
        book.into = into;
        books.delete(book.id);
      }
    },
    forget: (book) => void books.delete(book.id),
    admit(book, run) {
      if (book.held) {
        if (book.held.push(run) > MAX_HELD) book.held.shift()?.(false);
      } else if (book.state === 'closed' && !isLeaving()) {
        book.held = [run];
        reopen(book);
      } else {
        run(true);
        if (book.state === 'closed') rewrite();
      }
    },
  };
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
