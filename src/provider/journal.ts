import type { EndedSession } from '../../machines/session.ts';
import { type Amendment, amendAll } from './amendments.ts';
import { PART_LOST, type Reporter, STORE_FAILED } from './diagnostics.ts';
import {
  EMPTY_DOCUMENT,
  EMPTY_HISTORY,
  type Read,
  readDocument,
  readHistory,
  type StoredDocument,
  type StoredHistory,
} from './document.ts';
import type { SessionStore } from './platform.ts';
import { type Retention, retain } from './retain.ts';
import { type Ours, type Outcome, transact } from './transact.ts';

/** What was told since, in numbers, when a transaction looked. */
export interface Snapshot extends Ours {
  readonly marks: { readonly epoch: number; readonly events: number; readonly changes: number; readonly ended: number };
}
export interface JournalOptions {
  readonly store: SessionStore;
  readonly reporter: Reporter;
  readonly retention: Retention;
  readonly now: () => number;
  /** Something that a transaction has to wait for. */
  readonly ready: () => Promise<void> | null;
  /** What this context brings, at the moment of the transaction. */
  readonly look: () => Snapshot;
  /** What came of it. `null`: the store failed, or belongs to a later version; this context is on its own. */
  readonly settle: (snapshot: Snapshot, outcome: Outcome | null) => void;
  /** What was said of ended sessions is in the document and in the history, as far as these have them. */
  readonly recorded: (amendments: readonly Amendment[], sessions: readonly EndedSession[]) => void;
}

/** Keeps the session in the store: one transaction at a time, the next one starting where something happened meanwhile. */
export interface Journal {
  commit(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  listEnded(): Promise<readonly EndedSession[]>;
}

type Unread = Extract<Read<unknown>, { readonly ok: false }>;

/** So many texts of others are put aside; then this context is on its own. */
const MAX_REFUSALS = 3;

export function createJournal(options: JournalOptions): Journal {
  const { store, reporter, retention, now } = options;
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isForeign = false;
  let unreadable: string | null = null;
  /** What was put aside last. */
  let aside: string | null = null;
  let refusals = 0;

  const whole = <T>({ value, isPartial }: { readonly value: T; readonly isPartial?: true }): T => {
    if (isPartial) reporter.warnOnce(PART_LOST);
    return value;
  };
  const isNewer = (what: string, { reason, detail }: Unread): boolean => {
    const isTheirs = reason === 'newer';
    reporter.warnOnce(isTheirs ? `a later version owns ${what}, which is left alone` : `${what} is unreadable and was put aside`, detail);
    return isTheirs;
  };
  const read = (text: string | null): StoredDocument | null => {
    const opened = readDocument(text, now());
    if (opened.ok) return whole(opened);
    // Whoever goes on to write what cannot be read here would be answered for ever.
    isForeign = isNewer('the stored session', opened) || refusals >= MAX_REFUSALS;
    unreadable = isForeign ? null : text;
    return isForeign ? null : EMPTY_DOCUMENT;
  };
  /** `null`: a later version owns it, so what ended stays in the document. */
  const readPast = (text: string | null): StoredHistory | null => {
    const opened = readHistory(text);
    if (opened.ok) return whole(opened);
    if (isNewer('the history of sessions', opened)) return null;
    unreadable = text;
    return EMPTY_HISTORY;
  };
  const isToBeCopied = () => unreadable !== null && unreadable !== aside;
  const transaction = async (): Promise<void> => {
    await options.ready();
    let snapshot = options.look();
    let outcome = null as Outcome | null;
    try {
      await store.update('session', (text) => {
        snapshot = options.look();
        unreadable = null;
        const stored = read(text);
        // It stays where it is until there is a copy of it.
        if (isToBeCopied()) return text;
        if (unreadable !== null) refusals++;
        outcome = stored && transact(stored, snapshot);
        return outcome === null || outcome.document === stored ? text : JSON.stringify(outcome.document);
      });
      const isAgain = isToBeCopied();
      await putAside();
      if (isAgain) return transaction();
    } catch (error) {
      outcome = null;
      reporter.warnOnce(STORE_FAILED, error);
    }
    options.settle(snapshot, outcome);
    if (outcome && outcome.verdict !== 'revoked') await archive(snapshot, outcome.document.ended);
  };
  const putAside = async () => {
    const text = unreadable;
    unreadable = null;
    if (text === null) return;
    await store.update('unreadable', () => text);
    aside = text;
  };
  /** Ended sessions go to the history as well; a crash in between is made good by the next end. */
  const archive = async ({ ended, left, amendments }: Snapshot, recent: readonly EndedSession[]): Promise<void> => {
    const news = ended.length + left.length === 0 ? [] : [...recent, ...ended];
    if (news.length + amendments.length === 0) return;
    try {
      let archived: readonly EndedSession[] = [];
      await store.update('history', (text) => {
        const history = readPast(text);
        if (history === null) return text;
        archived = amendAll(news.length === 0 ? history.sessions : retain([...history.sessions, ...news], retention, now()), amendments);
        return archived === history.sessions ? text : JSON.stringify({ ...history, sessions: archived });
      });
      await putAside();
      options.recorded(amendments, [...recent, ...archived]);
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
    }
  };
  const work = async () => {
    // A whole task's worth of changes goes into one transaction.
    await Promise.resolve();
    try {
      while (isWanted) {
        isWanted = false;
        if (isForeign) options.settle(options.look(), null);
        else await transaction();
      }
    } finally {
      running = null;
    }
  };
  return {
    commit() {
      isWanted = true;
      running ??= work();
    },
    async idle() {
      while (running) await running;
    },
    async listEnded() {
      while (running) await running;
      const history = readPast(await store.update('history', (text) => text));
      const document = readDocument(await store.update('session', (text) => text), now());
      return retain([...(history?.sessions ?? []), ...(document.ok ? document.value.ended : [])], retention, now());
    },
  };
}
