import { checkRecord } from '../../machines/parse-record.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession } from '../../machines/session.ts';
import { shape } from '../../machines/shape.ts';
import { faultText, type Schema, validate } from '../../machines/validate.ts';
import { attempt } from './attempt.ts';

/** The text in the slot `session`: what all contexts of a scope share. Fields it does not know are kept. */
export interface StoredDocument {
  readonly version: 1;
  /** The present session, or the last one. A lapse is derived, so it may be over without saying so. */
  readonly session: SessionRecord | null;
  /** The last few that ended, so that a context that slept learns how. All are in the history, too. */
  readonly ended: readonly EndedSession[];
  /** Session events that no exporter has acknowledged yet, oldest first; absent where nobody sends any. */
  readonly outbox?: readonly OutboxEntry[];
  /** Ordinal of the last session whose start has been in the outbox. */
  readonly announced?: number;
}
/** A session event; its session is in the same document. */
export interface OutboxEntry {
  /** `<session id>:start` or `<session id>:end`. */
  readonly uid: string;
  /** The context that is to send it. */
  readonly by: string;
  readonly detectedAtMs: number;
  /** Version of the app that made it. */
  readonly version?: string;
}
/** The text in the slot `history`. */
export interface StoredHistory {
  readonly version: 1;
  readonly sessions: readonly EndedSession[];
}

export const EMPTY_DOCUMENT: StoredDocument = { version: 1, session: null, ended: [] };
export const EMPTY_HISTORY: StoredHistory = { version: 1, sessions: [] };

/**
 * What came of reading a text. `unreadable`: corrupt, or not ours. `newer`: a later version of this library wrote it.
 * `isPartial`: entries of a list were damaged, and are left out.
 */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly isPartial?: true }
  | { readonly ok: false; readonly reason: 'unreadable' | 'newer'; readonly detail: string };

/** Reads text as JSON of this version, or says what is wrong with it. */
function open<T extends { readonly version: 1 }>(text: string | null, empty: T): Read<Partial<T>> {
  if (text === null) return { ok: true, value: empty };
  const value: { readonly version?: unknown } | null = attempt(
    () => JSON.parse(text),
    () => {},
  );
  const version = value?.version;
  if (version === 1) return { ok: true, value: value as Partial<T> };
  const reason = typeof version === 'number' && version > 1 ? 'newer' : 'unreadable';
  return { ok: false, reason, detail: `expected a JSON object of version 1, came ${JSON.stringify(text.slice(0, 60))}` };
}

/** What others rely on in an ended session, by type alone: a later release may know reasons that this one does not. */
const SESSION = shape(
  [{ type: 'string' }, 'id scope policy startReason endReason'],
  [{ type: 'number' }, 'ordinal startTimeMs endTimeMs lapseTimeMs lastActivityTimeMs'],
  [{ type: 'object' }, 'attributes metadata telemetry'],
  [{ type: 'array' }, 'contexts'],
);
const ENTRY = shape([{ type: 'string' }, 'uid by'], [{ type: 'number' }, 'detectedAtMs']);

/** The entries of a list that can be relied upon, and whether those are all. */
function sift<T>(value: unknown, one: Schema): { readonly list: readonly T[]; readonly isPartial: boolean } {
  if (!Array.isArray(value)) return { list: [], isPartial: value !== undefined };
  const list = value.filter((found) => validate(found, one).length === 0);
  return { list, isPartial: list.length < value.length };
}
const partial = (...sifted: readonly { readonly isPartial: boolean }[]) =>
  sifted.some(({ isPartial }) => isPartial) ? ({ isPartial: true } as const) : {};

export function readDocument(text: string | null, nowMs: number): Read<StoredDocument> {
  const opened = open(text, EMPTY_DOCUMENT);
  if (!opened.ok) return opened;
  const { session = null, ended, outbox, ...rest } = opened.value;
  const past = sift<EndedSession>(ended, SESSION);
  const waiting = sift<OutboxEntry>(outbox, ENTRY);
  const document: StoredDocument = {
    ...rest,
    version: 1,
    session: null,
    ended: past.list,
    ...(outbox && { outbox: waiting.list }),
  };
  if (session === null) return { ok: true, value: document, ...partial(past, waiting) };
  const checked = checkRecord(session, nowMs);
  if ('faults' in checked) {
    return { ok: false, reason: checked.isNewer ? 'newer' : 'unreadable', detail: checked.faults.map(faultText).join('; ') };
  }
  return { ok: true, value: { ...document, session: checked.record }, ...partial(past, waiting) };
}

export function readHistory(text: string | null): Read<StoredHistory> {
  const opened = open(text, EMPTY_HISTORY);
  if (!opened.ok) return opened;
  const past = sift<EndedSession>(opened.value.sessions, SESSION);
  return { ok: true, value: { ...opened.value, version: 1, sessions: past.list }, ...partial(past) };
}
