import { isSameRecord, reconcile } from '../../machines/reconcile.ts';
import { type SessionRecord, sessionOf } from '../../machines/record.ts';
import type { EndedSession, EndReason } from '../../machines/session.ts';
import { type Amendment, amendAll } from './amendments.ts';
import type { OutboxEntry, StoredDocument } from './document.ts';
import { superseded } from './superseded.ts';

/** What a context brings to its transaction. */
export interface Ours {
  readonly record: SessionRecord | null;
  /** What the store held when this context last looked; of one that follows nobody, what it last told or took. */
  readonly base: SessionRecord | null;
  /** The id has left this process, so that it cannot be taken back any more. */
  readonly isFinal: boolean;
  /** Whether it goes on with what another context did, or has its own way until it loads anew. */
  readonly follows: boolean;
  /** Ended here since. */
  readonly ended: readonly EndedSession[];
  /** Ended by a context that closed before its store had it. */
  readonly left: readonly EndedSession[];
  /** Said of sessions that have ended. */
  readonly amendments: readonly Amendment[];
  /** Who would send the session events that come of it; `null` where nobody sends any. */
  readonly sender: Sender | null;
}
export interface Sender {
  readonly contextId: string;
  readonly nowMs: number;
  /** Of the event of this uid; `undefined` where this context did not detect it. */
  readonly detectedAtMs: (uid: string) => number | undefined;
  readonly version?: string;
}

/**
 * `ours`: what this context did stands. `merged`: so does what another did, and the record has both. `revoked`: another
 * was faster, and what began here since must be played again on top of its record.
 */
export type Verdict = 'ours' | 'merged' | 'revoked';
export interface Outcome {
  readonly verdict: Verdict;
  readonly document: StoredDocument;
}

/** Ends that follow from what was known of the session, so that news may undo them. */
const LAPSES: ReadonlySet<EndReason> = new Set(['inactivity', 'background_timeout', 'max_duration', 'day_boundary']);
export const isLapse = (reason: EndReason | null): boolean => reason !== null && LAPSES.has(reason);

/**
 * Decides between contexts, within one transaction of the store. Pure: a store may run it more than once.
 *
 * @returns the very document it was given where there is nothing to write.
 */
export function transact(stored: StoredDocument, ours: Ours): Outcome {
  const outcome = decide(stored, ours);
  const { document } = outcome;
  const ended = outcome.verdict === 'revoked' ? document.ended : amendAll(document.ended, ours.amendments);
  return ended === document.ended ? outcome : { ...outcome, document: { ...document, ended } };
}

function decide(stored: StoredDocument, ours: Ours): Outcome {
  const theirs = stored.session;
  const { record } = ours;
  if (record === null) return { verdict: theirs === null || !ours.follows ? 'ours' : 'revoked', document: stored };
  if (theirs === null) return { verdict: 'ours', document: write(stored, record, ours) };
  // What a context wrote as it closed may be ahead of its store.
  const isStale = ours.follows && ours.base !== null && theirs.ordinal < ours.base.ordinal;
  if (isStale || isKnown(theirs, ours.base)) {
    // A context that was shut down takes nothing up, so that its last session may be older than what it knows of.
    const isBehind = ours.follows && theirs.ordinal > record.ordinal;
    const lost = isStale && !isBehind ? endedBy(record, theirs, [...ours.left, ...ours.ended]) : [];
    return { verdict: 'ours', document: write(stored, isBehind ? theirs : record, { ...ours, ended: [...lost, ...ours.ended] }) };
  }
  if (!ours.follows) return { verdict: 'ours', document: write(stored, isNews(record, ours.base) ? record : theirs, ours) };
  const isOurLapse = isLapse(record.endReason) && theirs.endReason === null;
  // The first to write an end has told it, so nobody tells another.
  const isTheirEnd = theirs.endReason !== null && endOf(theirs) !== endOf(record);
  if (!ours.isFinal && (theirs.id !== record.id || isOurLapse || isTheirEnd)) return { verdict: 'revoked', document: stored };
  return { verdict: 'merged', document: write(stored, reconcile(theirs, record), ours) };
}

/** A session that began where a kill had lost all sign of another, which is stored as live: nobody but us can end that one. */
function endedBy(record: SessionRecord, theirs: SessionRecord, known: readonly EndedSession[]): readonly EndedSession[] {
  if (theirs.endReason !== null || theirs.id === record.id || known.some(({ id }) => id === theirs.id)) return [];
  return [superseded(sessionOf(theirs), theirs.seenTimeMs, record)];
}

const endOf = ({ endReason, endTimeMs, lapseTimeMs }: SessionRecord) => `${endReason} ${endTimeMs} ${lapseTimeMs}`;

/** So many ended sessions stand beside the present one, for contexts that were asleep. */
const RECENT = 8;
/** So many session events wait for an exporter; beyond that the oldest are given up. */
const MAX_OUTBOX = 64;

/** What is stored only ever grows, so that contexts that hear of each other come to rest. */
function write(stored: StoredDocument, record: SessionRecord, { ended, left, sender }: Ours): StoredDocument {
  const { announced = 0 } = stored;
  // Of one that began beside a session that the store knew, and was not final, nobody is to hear; one that was has told so itself.
  const told = left.filter(({ id, ordinal }) => ordinal > announced || stored.session?.id === id);
  const session = stored.session?.id === record.id ? reconcile(stored.session, record) : record;
  const news = [...told, ...ended].filter(({ id }) => !stored.ended.some((known) => known.id === id));
  const sending = stored.outbox || sender ? announce(stored, session, news, sender) : {};
  const isSame = news.length === 0 && stored.session !== null && isSameRecord(stored.session, session);
  if (isSame && sending.outbox === stored.outbox) return stored;
  const { outbox = [] } = sending;
  const waits = ({ id }: EndedSession) => outbox.some(({ uid }) => uid.startsWith(`${id}:`));
  const recent = [...stored.ended, ...news].filter((one, index, all) => index >= all.length - RECENT || waits(one));
  return { ...stored, ...sending, session, ended: recent };
}

/** The starts and ends that this transaction decides are put in the outbox: each once, whoever decides. */
function announce(
  stored: StoredDocument,
  session: SessionRecord,
  news: readonly EndedSession[],
  sender: Sender | null,
): Pick<StoredDocument, 'outbox' | 'announced'> {
  const { outbox = [], announced = 0 } = stored;
  const entry = (uid: string): OutboxEntry => ({
    uid,
    by: sender?.contextId ?? '',
    detectedAtMs: sender?.detectedAtMs(uid) ?? sender?.nowMs ?? session.seenTimeMs,
    ...(sender?.version !== undefined && { version: sender.version }),
  });
  const isNew = ({ id, ordinal }: Pick<SessionRecord, 'id' | 'ordinal'>) => ordinal > announced && news.every((one) => one.id !== id);
  const entries = [
    ...news.flatMap(({ id, ordinal }) => [...(ordinal > announced ? [entry(`${id}:start`)] : []), entry(`${id}:end`)]),
    ...(session.endReason === null && isNew(session) ? [entry(`${session.id}:start`)] : []),
  ];
  if (entries.length === 0) return { outbox, announced };
  return { outbox: [...outbox, ...entries].slice(-MAX_OUTBOX), announced: Math.max(announced, session.ordinal) };
}

/** Who follows nobody writes over what others did with a session, an activity or an end that was wished for, and nothing less. */
const isNews = (record: SessionRecord, base: SessionRecord | null): boolean =>
  !isLapse(record.endReason) &&
  (base?.id !== record.id || base.lastActivityTimeMs !== record.lastActivityTimeMs || base.endReason !== record.endReason);

/** Whether the record tells nothing that `base` did not. */
const isKnown = (record: SessionRecord, base: SessionRecord | null): boolean =>
  base !== null && base.id === record.id && isSameRecord(reconcile(base, record), base);
