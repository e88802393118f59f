import { type Book, partOf } from './delivery-book.ts';
import { type SealFacts, sealOf } from './ledger-seal.ts';
import { entryOf, type Ledger, type LedgerEntry, type LedgerPart, type LedgerSeal } from './ledger-text.ts';

/** What a context brings to an update of the ledger. */
export interface LedgerNews {
  readonly contextId: string;
  readonly nowMs: number;
  readonly books: Iterable<Book>;
  /** First instant at which a session that lives here is over; `null` for others. */
  readonly deadlineOf: (id: string) => number | null;
  /** What contexts wrote that could not wait, where it is kept apart. */
  readonly aside: Ledger | null;
  /** Of the sessions that may be sealed now. */
  readonly facts: ReadonlyMap<string, SealFacts>;
  /** Seals that an exporter took. */
  readonly acknowledged: ReadonlySet<string>;
}

export interface LedgerOutcome {
  readonly ledger: Ledger;
  /** Books whose session is kept no more. */
  readonly lost: readonly Book[];
  /** Books whose session is sealed. */
  readonly sealed: readonly Book[];
  /** For this context to send. */
  readonly seals: readonly (readonly [id: string, seal: LedgerSeal])[];
}

/** One update, pure: a store may run it more than once. */
export function updateLedger(stored: Ledger, news: LedgerNews): LedgerOutcome {
  const sessions: Record<string, LedgerEntry> = { ...stored.sessions };
  if (news.aside) absorb(sessions, news.aside, stored.forgottenMs);
  const [lost, sealed]: [Book[], Book[]] = [[], []];
  for (const book of news.books) {
    const entry = entryOf(sessions, book.id) ?? newEntry(book, stored.forgottenMs);
    if (entry === null) {
      if (book.isStored || book.startTimeMs !== null) lost.push(book);
    } else if (entry.seal) sealed.push(book);
    else sessions[book.id] = withBook(entry, book, news);
  }
  const seals: [string, LedgerSeal][] = [];
  for (const [id, entry] of Object.entries(sessions)) {
    const seal = sealTo(entry, id, news);
    if (seal === undefined) continue;
    sessions[id] = { ...entry, contexts: {}, seal };
    if (!seal.isAcknowledged) seals.push([id, seal]);
  }
  return { ledger: { ...stored, sessions }, lost, sealed, seals };
}

/** A session that nobody has told here may be kept by those who know it. */
const newEntry = ({ startTimeMs }: Book, forgottenMs: number): LedgerEntry | null =>
  startTimeMs === null || startTimeMs <= forgottenMs ? null : { startTimeMs, isEnded: false, deadlineMs: startTimeMs, contexts: {} };

function withBook(entry: LedgerEntry, book: Book, { contextId, deadlineOf }: LedgerNews): LedgerEntry {
  const deadlineMs = deadlineOf(book.id) ?? entry.deadlineMs;
  return {
    ...entry,
    isEnded: entry.isEnded || (book.startTimeMs !== null && book.endedAtMs !== null),
    deadlineMs: Math.max(entry.deadlineMs, Number.isFinite(deadlineMs) ? deadlineMs : Number.MAX_SAFE_INTEGER),
    contexts: { ...entry.contexts, [contextId]: { ...entryOf(entry.contexts, contextId), ...partOf(book) } },
  };
}

/** Of two copies of what one context told, the later. */
function absorb(sessions: Record<string, LedgerEntry>, aside: Ledger, forgottenMs: number): void {
  for (const [id, theirs] of Object.entries(aside.sessions)) {
    const ours = entryOf(sessions, id);
    if (ours?.seal || theirs.seal || (!ours && theirs.startTimeMs <= forgottenMs)) continue;
    const contexts: Record<string, LedgerPart> = { ...ours?.contexts };
    for (const [context, part] of Object.entries(theirs.contexts)) {
      if (part.revision > (entryOf(contexts, context)?.revision ?? -1)) contexts[context] = part;
    }
    const isEnded = theirs.isEnded || ours?.isEnded === true;
    sessions[id] = { ...theirs, ...ours, isEnded, deadlineMs: Math.max(theirs.deadlineMs, ours?.deadlineMs ?? 0), contexts };
  }
}

/** @returns `undefined` where nothing changes */
function sealTo(entry: LedgerEntry, id: string, { contextId, nowMs, facts, acknowledged }: LedgerNews): LedgerSeal | undefined {
  const { seal } = entry;
  const fact = facts.get(id);
  if (!seal) {
    const made = (fact && sealOf(entry, fact, { by: contextId, nowMs })) ?? undefined;
    // An id that another took the place of before it left: nobody was told of it, and nothing bears it.
    const isNobodys = made && fact?.contexts === null && !entry.isEnded && made.spans - made.abandoned + made.logs === 0;
    return isNobodys ? { ...made, isAcknowledged: true } : made;
  }
  if (seal.isAcknowledged) return undefined;
  if (acknowledged.has(id)) return { ...seal, isAcknowledged: true };
  const isLeft = seal.by !== contextId && fact?.alive?.has(seal.by) === false;
  return isLeft ? { ...seal, by: contextId } : undefined;
}
