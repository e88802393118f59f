import type { Book } from './delivery-book.ts';
import type { Books } from './delivery-books.ts';

export interface TallyEvents {
  /** Something was counted. */
  changed(book: Book): void;
  /** An exporter answered. `uids`: of the session events among the records. */
  exported(isDelivered: boolean, uids: readonly string[]): void;
}
export interface TallyOptions {
  readonly books: Books;
  readonly events: TallyEvents;
}

/** Counts the records of one signal in the books of their sessions. */
export interface RecordTally {
  /** The exporter has not answered for the last batch. */
  readonly isBusy: boolean;
  /** A record goes to the batch processor under its session's id, so that a reader counts it. */
  produce(record: object, book: Book): void;
  /** A session event that the ledger has to hear the answer for. */
  note(event: object, uid: string): void;
  /** A batch goes to the exporter. @returns who hears its answer */
  take(records: readonly object[]): (isDelivered: boolean) => void;
}

export function createTally(signal: 'spans' | 'logs', { books, events }: TallyOptions): RecordTally {
  const counted = new WeakMap<object, Book>();
  const uids = new WeakMap<object, string>();
  let batches = 0;
  let isBusy = false;
  return {
    get isBusy() {
      return isBusy;
    },
    produce(record, book) {
      counted.set(record, book);
      book[signal].produced++;
      book.revision++;
      events.changed(book);
    },
    note: (event, uid) => void uids.set(event, uid),
    take(records) {
      const own = ++batches;
      isBusy = true;
      const batch = new Map<Book, number>();
      const told: string[] = [];
      for (const record of records) {
        const book = counted.get(record);
        // Handed over again, it is the same record.
        if (book && counted.delete(record)) batch.set(book, (batch.get(book) ?? 0) + 1);
        const uid = uids.get(record);
        if (uid !== undefined) told.push(uid);
      }
      const count = (as: 'exported' | 'delivered' | 'failed') => {
        for (const [book, records] of batch) {
          const into = books.current(book);
          into[signal][as] += records;
          into.revision++;
          events.changed(into);
        }
      };
      count('exported');
      return (isDelivered) => {
        if (own === batches) isBusy = false;
        count(isDelivered ? 'delivered' : 'failed');
        events.exported(isDelivered, told);
      };
    },
  };
}
