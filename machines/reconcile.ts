import { own } from './own.ts';
import { NO_TELEMETRY, type SessionRecord } from './record.ts';
import type { Attributes } from './session.ts';

/**
 * What two contexts know of their scope's session, made one. Commutative, associative and idempotent, so contexts agree
 * whatever the order in which they hear of each other.
 */
export function reconcile(a: SessionRecord, b: SessionRecord): SessionRecord {
  return a.id === b.id ? mergeRecords(a, b) : isAhead(a, b) ? a : b;
}

/** The higher ordinal wins, then the earlier start, then the smaller id. */
export const isAhead = (a: Order, b: Order): boolean =>
  a.ordinal !== b.ordinal ? a.ordinal > b.ordinal : a.startTimeMs !== b.startTimeMs ? a.startTimeMs < b.startTimeMs : a.id < b.id;
type Order = Pick<SessionRecord, 'ordinal' | 'startTimeMs' | 'id'>;

/** Two records of one session: what is counted or dated only grows, what changes goes by its own time, the earlier end. */
function mergeRecords(a: SessionRecord, b: SessionRecord): SessionRecord {
  const { endTimeMs, endReason, lapseTimeMs, supersededBy } = earlierEnd(a, b);
  const fixed = JSON.stringify(a.attributes) <= JSON.stringify(b.attributes) ? a : b;
  return sorted({
    ...fixed,
    ...larger(a, b),
    ...mergeMetadata(a, b),
    telemetryByContext: mergeCounts(a.telemetryByContext, b.telemetryByContext),
    endTimeMs,
    endReason,
    lapseTimeMs,
    supersededBy,
    linked: a.linked && b.linked,
    recovered: a.recovered || b.recovered,
    evidence: firstOf(a.evidence ?? null, b.evidence ?? null),
    isHidden: last(a.visibilityTimeMs, a.isHidden, b.visibilityTimeMs, b.isHidden),
    isClosed: last(a.openTimeMs, a.isClosed, b.openTimeMs, b.isClosed),
  });
}

/** Of each number that the two hold the larger. */
function larger<T extends object>(a: T, b: T): Numbers<T> {
  const numbers: Record<string, number> = {};
  const entries: readonly [string, unknown][] = [a, b].flatMap((one) => Object.entries(one));
  for (const [key, value] of entries) {
    if (typeof value === 'number') numbers[key] = Math.max(own(numbers, key) ?? value, value);
  }
  return numbers as Numbers<T>;
}
type Numbers<T> = { readonly [Key in keyof T as T[Key] extends number ? Key : never]: T[Key] };

/** The same fields in one order, so that equal records are equal texts. */
const sorted = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) as T;

/** Whether both tell the same. */
export const isSameRecord = (a: SessionRecord, b: SessionRecord): boolean =>
  JSON.stringify(mergeRecords(a, a)) === JSON.stringify(mergeRecords(b, b));

const firstOf = <T extends string>(a: T | null, b: T | null) => (a === null ? b : b === null || a < b ? a : b);

/** On the same instant the livelier side wins: the app is gone where both say so. */
const last = (aMs: number, aGone: boolean, bMs: number, bGone: boolean) => (aMs === bMs ? aGone && bGone : aMs > bMs ? aGone : bGone);

function earlierEnd(a: SessionRecord, b: SessionRecord): SessionRecord {
  if (a.lapseTimeMs === null) return b;
  if (b.lapseTimeMs === null) return a;
  if (a.lapseTimeMs !== b.lapseTimeMs) return a.lapseTimeMs < b.lapseTimeMs ? a : b;
  const key = ({ endReason, endTimeMs, supersededBy }: SessionRecord) => JSON.stringify([endReason, endTimeMs, supersededBy]);
  return key(a) <= key(b) ? a : b;
}

type Metadata = Pick<SessionRecord, 'metadata' | 'metadataTimesMs'>;

/** Each field by the time of its last change; a removal is a change. */
export function mergeMetadata(a: Metadata, b: Metadata): Metadata {
  const metadata: Record<string, Attributes[string]> = {};
  const metadataTimesMs = sorted(larger(a.metadataTimesMs, b.metadataTimesMs));
  for (const key of Object.keys(metadataTimesMs)) {
    const aMs = own(a.metadataTimesMs, key) ?? -Infinity;
    const bMs = own(b.metadataTimesMs, key) ?? -Infinity;
    const winner = aMs === bMs ? (text(own(a.metadata, key)) >= text(own(b.metadata, key)) ? a : b) : aMs > bMs ? a : b;
    const value = own(winner.metadata, key);
    if (value !== undefined) metadata[key] = value;
  }
  return { metadata, metadataTimesMs };
}
const text = (value: Attributes[string] | undefined) => JSON.stringify(value) ?? '';

/** Each context counts its own and only ever up. */
function mergeCounts(a: Counts, b: Counts): Counts {
  const of = (counts: Counts, id: string) => ({ ...NO_TELEMETRY, ...own(counts, id) });
  return sorted(Object.fromEntries(Object.keys({ ...a, ...b }).map((id) => [id, larger(of(a, id), of(b, id))])));
}
type Counts = SessionRecord['telemetryByContext'];
