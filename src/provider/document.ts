import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession } from '../../machines/session.ts';
import { type Fault, faultText } from '../../machines/validate.ts';

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

/** What came of reading a text. `unreadable`: corrupt, or not ours. `newer`: a later version of this library wrote it. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'unreadable' | 'newer'; readonly detail: string };

/** Judges a record of unknown origin; the schema of the session record does it. */
export type RecordCheck = (
  value: unknown,
) => { readonly record: SessionRecord } | { readonly faults: readonly Fault[]; readonly isNewer: boolean };

function parse(text: string): { readonly version?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads text as JSON of this version, or says what is wrong with it. */
function open<T extends { readonly version: 1 }>(text: string | null, empty: T): Read<Partial<T>> {
  if (text === null) return { ok: true, value: empty };
  const value = parse(text);
  if (value === null)
    return { ok: false, reason: 'unreadable', detail: `expected a JSON object, came ${JSON.stringify(text.slice(0, 60))}` };
  if (typeof value.version === 'number' && value.version > 1) {
    return { ok: false, reason: 'newer', detail: `expected version 1, came ${value.version}` };
  }
  if (value.version !== 1) return { ok: false, reason: 'unreadable', detail: `expected version 1, came ${JSON.stringify(value.version)}` };
  return { ok: true, value: value as Partial<T> };
}

const isSession = (value: unknown): value is EndedSession =>
  typeof value === 'object' && value !== null && 'id' in value && 'endTimeMs' in value && typeof value.endTimeMs === 'number';

const isEntry = (value: unknown): value is OutboxEntry =>
  typeof value === 'object' && value !== null && 'uid' in value && typeof value.uid === 'string' && 'by' in value;

const listOf = <T>(value: unknown, isOne: (one: unknown) => one is T): readonly T[] => (Array.isArray(value) ? value.filter(isOne) : []);

export function readDocument(text: string | null, check: RecordCheck): Read<StoredDocument> {
  const opened = open(text, EMPTY_DOCUMENT);
  if (!opened.ok) return opened;
  const { session = null, ended, outbox, ...rest } = opened.value;
  const document: StoredDocument = {
    ...rest,
    version: 1,
    session: null,
    ended: listOf(ended, isSession),
    ...(outbox && { outbox: listOf(outbox, isEntry) }),
  };
  if (session === null) return { ok: true, value: document };
  const checked = check(session);
  if ('faults' in checked) {
    return { ok: false, reason: checked.isNewer ? 'newer' : 'unreadable', detail: checked.faults.map(faultText).join('; ') };
  }
  return { ok: true, value: { ...document, session: checked.record } };
}

export function readHistory(text: string | null): Read<StoredHistory> {
  const opened = open(text, EMPTY_HISTORY);
  if (!opened.ok) return opened;
  return { ok: true, value: { ...opened.value, version: 1, sessions: listOf(opened.value.sessions, isSession) } };
}
