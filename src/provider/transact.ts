import { isSameRecord, reconcile } from '../../machines/reconcile.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession, EndReason } from '../../machines/session.ts';
import type { StoredDocument } from './document.ts';

/** What a context brings to its transaction. */
export interface Ours {
  readonly record: SessionRecord | null;
  /** What the store held when this context last looked. */
  readonly base: SessionRecord | null;
  /** The id has left this process, so that it cannot be taken back any more. */
  readonly isFinal: boolean;
  /** Whether it goes on with what another context did, or has its own way until it loads anew. */
  readonly follows: boolean;
  /** Ended here since. */
  readonly ended: readonly EndedSession[];
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

/**
 * Decides between contexts, within one transaction of the store. Pure: a store may run it more than once.
 *
 * @returns the very document it was given where there is nothing to write.
 */
export function transact(stored: StoredDocument, ours: Ours): Outcome {
  const theirs = stored.session;
  const { record } = ours;
  if (record === null) return { verdict: theirs === null || !ours.follows ? 'ours' : 'revoked', document: stored };
  if (theirs === null || !ours.follows || isKnown(theirs, ours.base))
    return { verdict: 'ours', document: write(stored, record, ours.ended) };
  const isOurLapse = record.endReason !== null && LAPSES.has(record.endReason) && theirs.endReason === null;
  if (!ours.isFinal && (theirs.id !== record.id || isOurLapse)) return { verdict: 'revoked', document: stored };
  return { verdict: 'merged', document: write(stored, reconcile(theirs, record), ours.ended) };
}

/** So many ended sessions stand beside the present one, for contexts that were asleep. */
const RECENT = 8;

/** What is stored only ever grows, so that contexts that hear of each other come to rest. */
function write(stored: StoredDocument, record: SessionRecord, endedHere: readonly EndedSession[]): StoredDocument {
  const session = stored.session?.id === record.id ? reconcile(stored.session, record) : record;
  const news = endedHere.filter(({ id }) => !stored.ended.some((known) => known.id === id));
  if (news.length === 0 && stored.session !== null && isSameRecord(stored.session, session)) return stored;
  return { ...stored, session, ended: [...stored.ended, ...news].slice(-RECENT) };
}

/** Whether the record tells nothing that `base` did not. */
const isKnown = (record: SessionRecord, base: SessionRecord | null): boolean =>
  base !== null && base.id === record.id && isSameRecord(reconcile(base, record), base);
