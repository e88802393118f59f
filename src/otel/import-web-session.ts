import type { SessionRecord } from '../../machines/record.ts';

/** The part of a `SessionStore` through which a provider sees what is stored. */
interface Store<Slot extends string> {
  peek(slot: Slot): string | null;
  update(slot: Slot, next: (stored: string | null) => string | null): Promise<string | null>;
}
export interface ImportOptions {
  /** What @opentelemetry/web-common left in storage: `localStorage.getItem('opentelemetry-session')`. */
  readonly stored: string | null;
  /** Unix epoch milliseconds. Default: now. */
  readonly nowMs?: number;
  /** A session older than this is not taken over, inclusive. Default: 4 hours, as their documentation advises for `maxDuration`. */
  readonly maxAgeMs?: number;
}

const FOUR_HOURS_MS = 14_400_000;

/**
 * The same store, in which the session of @opentelemetry/web-common or @opentelemetry/browser-sdk goes on, until it holds one
 * of its own. They stored no last activity and restart the idle window on reopening, so the session counts as active until
 * now. What is not a session of theirs is ignored.
 */
export function withImportedSession<Slot extends string, S extends Store<Slot>>(
  store: S,
  { stored, nowMs = Date.now(), maxAgeMs = FOUR_HOURS_MS }: ImportOptions,
): S {
  const session = readSession(stored);
  if (session === null || session.startTimestamp > nowMs || nowMs - session.startTimestamp > maxAgeMs) return store;
  const imported = JSON.stringify({ version: 1, session: recordOf(session, nowMs), ended: [] });
  const orImported = (slot: Slot, text: string | null) => (slot === 'session' ? (text ?? imported) : text);
  return Object.assign(Object.create(store), {
    peek: (slot: Slot) => orImported(slot, store.peek(slot)),
    update: (slot: Slot, next: (text: string | null) => string | null) => store.update(slot, (text) => next(orImported(slot, text))),
  });
}

function readSession(stored: string | null): { readonly id: string; readonly startTimestamp: number } | null {
  try {
    const { id, startTimestamp } = JSON.parse(stored ?? 'null') ?? {};
    return typeof id === 'string' && id !== '' && Number.isFinite(startTimestamp) ? { id, startTimestamp } : null;
  } catch {
    return null;
  }
}

const recordOf = ({ id, startTimestamp }: { id: string; startTimestamp: number }, nowMs: number): SessionRecord => ({
  version: 1,
  id,
  previousId: null,
  ordinal: 1,
  scope: 'default',
  policy: 'imported',
  startTimeMs: startTimestamp,
  startReason: 'load',
  endTimeMs: null,
  endReason: null,
  lapseTimeMs: null,
  lastActivityTimeMs: nowMs,
  lastTelemetryTimeMs: null,
  recovered: false,
  supersededBy: null,
  sampled: true,
  attributes: {},
  metadata: {},
  partIndex: 0,
  partStartTimeMs: startTimestamp,
  revision: 1,
  linked: true,
  seenTimeMs: nowMs,
  idleFromMs: nowMs,
  durationFromMs: startTimestamp,
  backgroundFromMs: startTimestamp,
  isHidden: false,
  visibilityTimeMs: startTimestamp,
  isClosed: false,
  openTimeMs: startTimestamp,
  metadataTimesMs: {},
  telemetryByContext: {},
});
