import type { Delivery } from '../api/session-provider.ts';
import type { Book } from './delivery-book.ts';
import type { Books } from './delivery-books.ts';
import type { SealFacts } from './ledger-seal.ts';
import { EMPTY_LEDGER, type Ledger, readLedger, writeLedger } from './ledger-text.ts';
import { type LedgerNews, type LedgerOutcome, updateLedger } from './ledger-update.ts';
import { report } from './report.ts';

export interface LedgerKeeperOptions {
  readonly delivery: Delivery;
  readonly books: Books;
  readonly now: () => number;
  readonly deadlineOf: (id: string) => number | null;
  /** What came of an update. */
  readonly settle: (outcome: LedgerOutcome) => void;
}

/** Keeps the counts beside the session, together with those of other contexts. */
export interface LedgerKeeper {
  /** @returns whether it was written; `false` where the store failed, or a later version owns the ledger */
  write(facts?: ReadonlyMap<string, SealFacts>): Promise<boolean>;
  /** For a context that may not come back. @returns whether it was written */
  writeNow(): boolean;
  acknowledge(id: string): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** What was read last. */
  readonly known: Ledger;
}

const ADMITTED = { isAdmitted: true, isAlone: false } as const;
const NO_FACTS: ReadonlyMap<string, SealFacts> = new Map();

export function createLedgerKeeper({ delivery, books, now, deadlineOf, settle }: LedgerKeeperOptions): LedgerKeeper {
  const { contextId } = delivery;
  const said = new Set<string>();
  const acknowledged = new Set<string>();
  let known = EMPTY_LEDGER;
  let queue: Promise<unknown> = Promise.resolve();

  const say = (message: string, error?: unknown) => {
    if (!said.has(message)) report(message, error);
    said.add(message);
  };
  const newsWith = (facts: LedgerNews['facts'], aside: Ledger | null): LedgerNews => {
    books.merge();
    return { contextId, nowMs: now(), books: books.all.values(), deadlineOf, aside, facts, acknowledged };
  };
  /** What a text that was lost, or cannot be read, said of older sessions nobody knows. */
  const open = (text: string | null, isAll = true): Ledger | null => {
    const read = readLedger(text);
    if (read === 'newer') say('a later version owns the ledger, which is left alone');
    if (read === 'unreadable') say('the ledger is unreadable, so sessions that started before are not sealed');
    if (read === 'newer') return null;
    const isLost = read === 'unreadable' || (isAll && text === null && [...books.all.values()].some(({ isStored }) => isStored));
    return isLost ? { ...EMPTY_LEDGER, forgottenMs: now() } : (read as Ledger);
  };
  const aside = (text: string | null): Ledger | null => {
    const other = delivery.peek();
    const read = other === text ? null : readLedger(other);
    return typeof read === 'string' ? null : read;
  };
  const booksIn = ({ sessions }: Ledger) => [...books.all.values()].filter(({ id }) => Object.hasOwn(sessions, id));
  const update = async (facts: LedgerNews['facts']): Promise<boolean> => {
    let outcome: LedgerOutcome | null = null;
    let stored: readonly Book[] = [];
    try {
      await delivery.update((text) => {
        const ledger = open(text);
        outcome = null;
        if (ledger === null) return text;
        outcome = updateLedger(ledger, newsWith(facts, aside(text)));
        stored = booksIn(outcome.ledger);
        const next = writeLedger(outcome.ledger);
        return next === EMPTY_TEXT && text === null ? null : next;
      });
    } catch (error) {
      say('the ledger could not be written', error);
      return false;
    }
    if (outcome === null) return false;
    ({ ledger: known } = outcome as LedgerOutcome);
    for (const book of stored) Object.assign(book, { isStored: true, ...ADMITTED });
    settle(outcome);
    return true;
  };
  return {
    write(facts = NO_FACTS) {
      const written = queue.then(() => update(facts));
      queue = written;
      return written;
    },
    writeNow() {
      let stored: readonly Book[] = [];
      const isWritten = delivery.updateNow((text) => {
        // It may be kept apart from what is known of others.
        const ledger = open(text, false);
        // A later version's own text stays as it is.
        if (ledger === null) return text ?? '';
        const { ledger: next, sealed } = updateLedger(ledger, newsWith(NO_FACTS, null));
        for (const book of sealed) book.isSealed = true;
        stored = booksIn(next);
        return writeLedger(next);
      });
      if (isWritten) for (const book of stored) Object.assign(book, ADMITTED);
      return isWritten;
    },
    acknowledge: (id) => void acknowledged.add(id),
    async idle() {
      for (let last: unknown = null; last !== queue; ) {
        last = queue;
        await queue;
      }
    },
    get known() {
      return known;
    },
  };
}

const EMPTY_TEXT = writeLedger(EMPTY_LEDGER);
