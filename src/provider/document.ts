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

/**
 * What came of reading a text. `unreadable`: corrupt, or not ours. `newer`: a later version of this library wrote it.
 * `isPartial`: entries of a list were damaged, and are left out.
 */
export type Read<T> =
  | { readonly ok: true; readonly value: T; readonly isPartial?: true }
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

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** What others rely on in an ended session, by type alone: a later release may know reasons that this one does not. */
const SESSION_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['id', 'scope', 'policy', 'startReason', 'endReason'],
  number: ['ordinal', 'startTimeMs', 'endTimeMs', 'lapseTimeMs', 'lastActivityTimeMs'],
};
const isSession = (value: unknown): value is EndedSession =>
  isMap(value) &&
  Object.entries(SESSION_TYPES).every(([type, names]) => names.every((name) => typeof value[name] === type)) &&
  isMap(value.attributes) &&
  isMap(value.metadata) &&
  isMap(value.telemetry) &&
  Array.isArray(value.contexts);

const isEntry = (value: unknown): value is OutboxEntry =>
  isMap(value) && typeof value.uid === 'string' && typeof value.by === 'string' && typeof value.detectedAtMs === 'number';

/** The entries of a list that can be relied upon, and whether those are all. */
function sift<T>(value: unknown, isOne: (one: unknown) => one is T): { readonly list: readonly T[]; readonly isPartial: boolean } {
  if (!Array.isArray(value)) return { list: [], isPartial: value !== undefined };
  const list = value.filter(isOne);
  return { list, isPartial: list.length < value.length };
}
const partial = (...sifted: readonly { readonly isPartial: boolean }[]) =>
  sifted.some(({ isPartial }) => isPartial) ? ({ isPartial: true } as const) : {};

export function readDocument(text: string | null, check: RecordCheck): Read<StoredDocument> {
  const opened = open(text, EMPTY_DOCUMENT);
  if (!opened.ok) return opened;
  const { session = null, ended, outbox, ...rest } = opened.value;
  const past = sift(ended, isSession);
  const waiting = sift(outbox, isEntry);
  const document: StoredDocument = {
    ...rest,
    version: 1,
    session: null,
    ended: past.list,
    ...(outbox && { outbox: waiting.list }),
  };
  if (session === null) return { ok: true, value: document, ...partial(past, waiting) };
  const checked = check(session);
  if ('faults' in checked) {
    return { ok: false, reason: checked.isNewer ? 'newer' : 'unreadable', detail: checked.faults.map(faultText).join('; ') };
  }
  return { ok: true, value: { ...document, session: checked.record }, ...partial(past, waiting) };
}

export function readHistory(text: string | null): Read<StoredHistory> {
  const opened = open(text, EMPTY_HISTORY);
  if (!opened.ok) return opened;
  const past = sift(opened.value.sessions, isSession);
  return { ok: true, value: { ...opened.value, version: 1, sessions: past.list }, ...partial(past) };
}
