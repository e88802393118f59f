/** What one context has produced of a session. Only that context writes it. */
export interface LedgerPart {
  /** Grows with each change, so that of two copies the later one is known. */
  readonly revision: number;
  /** `closed`: it may not come back, or has produced nothing yet, and says so before it produces more. `done`: nothing can bear the id here any more. */
  readonly state: 'open' | 'closed' | 'done';
  /** When it was closed, Unix epoch milliseconds. */
  readonly closedAtMs?: number;
  /** Sampled spans that ended, and log records. */
  readonly spans: number;
  readonly logs: number;
  /** Sampled spans that have not ended. */
  readonly open: number;
  readonly failed: number;
  readonly dropped: number;
  /** On their way: in a queue, or with an exporter that has not answered. */
  readonly waiting: number;
}

/** What `session.sealed` says, the same each time it is sent. */
export interface LedgerSeal {
  /** The context that sends it. */
  readonly by: string;
  readonly atMs: number;
  readonly spans: number;
  readonly logs: number;
  readonly failed: number;
  readonly dropped: number;
  readonly abandoned: number;
  readonly isExact: boolean;
  /** An exporter took it. */
  readonly isAcknowledged: boolean;
}

export interface LedgerEntry {
  /** The session's start. */
  readonly startTimeMs: number;
  /** A context knows that it ended. */
  readonly isEnded: boolean;
  /** The latest that is known. */
  readonly deadlineMs: number;
  readonly contexts: Readonly<Record<string, LedgerPart>>;
  readonly seal?: LedgerSeal;
}

/** The text in the slot `ledger`. Fields it does not know are kept. */
export interface Ledger {
  readonly version: 1;
  /** Sessions that started by then are kept no more, and never come back. */
  readonly forgottenMs: number;
  readonly sessions: Readonly<Record<string, LedgerEntry>>;
}

export const EMPTY_LEDGER: Ledger = { version: 1, forgottenMs: 0, sessions: {} };
const MAX_SESSIONS = 16;
const MAX_CHARACTERS = 65_536;

/** @returns `newer`: a later version owns it; `unreadable`: damaged, so that no count in it can be relied upon */
export function readLedger(text: string | null): Ledger | 'newer' | 'unreadable' {
  if (text === null) return EMPTY_LEDGER;
  const end = text.lastIndexOf('\n');
  const json = text.slice(0, end);
  if (end < 0 || checksum(json) !== text.slice(end + 1)) return 'unreadable';
  const value = parse(json);
  if (value === null) return 'unreadable';
  if (typeof value.version === 'number' && value.version > 1) return 'newer';
  return isLedger(value) ? value : 'unreadable';
}

/** The oldest sessions go first. */
export function writeLedger(ledger: Ledger): string {
  let entries = Object.entries(ledger.sessions).sort(([, a], [, b]) => a.startTimeMs - b.startTimeMs);
  let { forgottenMs } = ledger;
  for (;;) {
    const json = JSON.stringify({ ...ledger, forgottenMs, sessions: Object.fromEntries(entries) });
    if (entries.length <= MAX_SESSIONS && json.length <= MAX_CHARACTERS) return `${json}\n${checksum(json)}`;
    forgottenMs = Math.max(forgottenMs, entries[0]?.[1].startTimeMs ?? 0);
    entries = entries.filter(([, { startTimeMs }]) => startTimeMs > forgottenMs);
  }
}

/** An own field of what is used as a map. */
export const entryOf = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

function parse(json: string): { readonly version?: unknown } | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const COUNTS = ['revision', 'spans', 'logs', 'open', 'failed', 'dropped', 'waiting'];
const isPart = (value: unknown) => isMap(value) && COUNTS.every((name) => Number.isSafeInteger(value[name]));
const isEntry = (value: unknown) =>
  isMap(value) && typeof value.startTimeMs === 'number' && isMap(value.contexts) && Object.values(value.contexts).every(isPart);

function isLedger(value: unknown): value is Ledger {
  if (!isMap(value) || value.version !== 1 || typeof value.forgottenMs !== 'number' || !isMap(value.sessions)) return false;
  return Object.values(value.sessions).every(isEntry);
}

/** FNV-1a over UTF-16 code units, 32 bits in hexadecimal (http://www.isthe.com/chongo/tech/comp/fnv): a count whose bit flipped is not to be believed. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
