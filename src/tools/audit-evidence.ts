import {
  type Checkpoint,
  checkpointOf,
  endOf,
  SESSION_CHECKPOINT,
  SESSION_END,
  SESSION_SEALED,
  SESSION_START,
  type Seal,
  type SessionEnd,
  type SignalCounts,
  sealOf,
  uidOf,
} from './audit-events.ts';
import { hashOf, type IdentitySet, type TextHash } from './audit-identities.ts';
import type { OtlpRecord } from './otlp/records.ts';

type Counts = { -readonly [Signal in keyof SignalCounts]: SignalCounts[Signal] };

/** All that was found of one session, in some hundred bytes. */
export interface SessionEvidence {
  readonly id: string;
  /** Its number, from 0 in the order of appearance. */
  readonly index: number;
  /** Records that are different for certain. */
  readonly found: Counts;
  /** Records that may be duplicates: alike without an id of their own, or beyond what is remembered. */
  unsure: Counts | null;
  /** Records without a session id that were taken for its own. */
  implicit: Counts | null;
  duplicates: number;
  /** Of all its records and events; `Infinity` and `-Infinity` where none has a time. */
  firstMs: number;
  lastMs: number;
  /** The latest time of a record that is no session event. */
  lastRecordMs: number;
  hasEvents: boolean;
  startMs: number | null;
  end: SessionEnd | null;
  seal: Seal | null;
  /** The last one of each context. */
  checkpoints: Map<string, Checkpoint> | null;
  /** All contexts that any checkpoint names. */
  contexts: Set<string> | null;
  /** More contexts than are remembered. */
  isCut: boolean;
  contradictions: readonly string[];
}

/** Contexts of one session that are remembered. */
const MAX_CONTEXTS = 1_000;
const NO_CONTRADICTIONS: readonly string[] = [];

export const createEvidence = (id: string, index: number): SessionEvidence => ({
  id,
  index,
  found: { spans: 0, logs: 0 },
  unsure: null,
  implicit: null,
  duplicates: 0,
  firstMs: Infinity,
  lastMs: -Infinity,
  lastRecordMs: -Infinity,
  hasEvents: false,
  startMs: null,
  end: null,
  seal: null,
  checkpoints: null,
  contexts: null,
  isCut: false,
  contradictions: NO_CONTRADICTIONS,
});

export interface RecordIdentity {
  readonly hash: TextHash;
  /** Whether the record has an id of its own; else it is known by its content, and two alike may be two. */
  readonly isOwn: boolean;
}

/** Spans are known by their ids, log records by `log.record.uid`. */
export function identityOf(record: OtlpRecord): RecordIdentity {
  if (record.signal === 'spans' && record.traceId !== '' && record.spanId !== '')
    return { hash: hashOf(`s${record.traceId}${record.spanId}`), isOwn: true };
  const uid = record.signal === 'logs' ? uidOf(record) : null;
  return uid === null ? { hash: hashOf(`c${record.content()}`), isOwn: false } : { hash: hashOf(`l${uid}`), isOwn: true };
}

function addTime(evidence: SessionEvidence, { timeMs, endMs }: Pick<OtlpRecord, 'timeMs' | 'endMs'>): void {
  if (timeMs > 0 && timeMs < evidence.firstMs) evidence.firstMs = timeMs;
  if (endMs > 0 && endMs > evidence.lastMs) evidence.lastMs = endMs;
}

/** A span, or a log record that is no session event. @returns whether it is a duplicate */
export function addRecord(evidence: SessionEvidence, record: OtlpRecord, identities: IdentitySet): boolean {
  addTime(evidence, record);
  evidence.lastRecordMs = Math.max(evidence.lastRecordMs, record.endMs);
  const { hash, isOwn } = identityOf(record);
  const added = identities.add(hash, evidence.index);
  if (added === 'known' && isOwn) {
    evidence.duplicates++;
    return true;
  }
  if (added === 'new') evidence.found[record.signal]++;
  else {
    evidence.unsure ??= { spans: 0, logs: 0 };
    evidence.unsure[record.signal]++;
  }
  return false;
}

/** @returns whether it is a duplicate: what differs in what it says is none */
export function addEvent(evidence: SessionEvidence, record: OtlpRecord, identities: IdentitySet): boolean {
  addTime(evidence, record);
  evidence.hasEvents = true;
  const isDuplicate = isKnownEvent(evidence, record, identities);
  if (isDuplicate) evidence.duplicates++;
  return isDuplicate;
}

function isKnownEvent(evidence: SessionEvidence, record: OtlpRecord, identities: IdentitySet): boolean {
  if (record.eventName === SESSION_START) return addStart(evidence, record.timeMs);
  if (record.eventName === SESSION_END) return addEnd(evidence, endOf(record));
  if (record.eventName === SESSION_SEALED) return addSeal(evidence, sealOf(record));
  if (record.eventName === SESSION_CHECKPOINT) addCheckpoint(evidence, checkpointOf(record));
  const { hash, isOwn } = identityOf(record);
  return isOwn && identities.add(hash, evidence.index) === 'known';
}

function contradict(evidence: SessionEvidence, contradiction: string): false {
  if (!evidence.contradictions.includes(contradiction)) evidence.contradictions = [...evidence.contradictions, contradiction];
  return false;
}

function addStart(evidence: SessionEvidence, atMs: number): boolean {
  if (evidence.startMs !== null) return evidence.startMs === atMs || contradict(evidence, 'two different starts');
  evidence.startMs = atMs;
  return false;
}

function addEnd(evidence: SessionEvidence, end: SessionEnd): boolean {
  const before = evidence.end;
  if (before !== null) return (before.atMs === end.atMs && before.reason === end.reason) || contradict(evidence, 'two different ends');
  evidence.end = end;
  return false;
}

function addSeal(evidence: SessionEvidence, seal: Seal): boolean {
  const before = evidence.seal;
  evidence.seal ??= seal;
  if (before === null) return false;
  const isSame = before.produced?.spans === seal.produced?.spans && before.produced?.logs === seal.produced?.logs;
  if (!isSame) return contradict(evidence, 'sealed with different counts');
  if (before.isExact === seal.isExact && JSON.stringify(before.lost) === JSON.stringify(seal.lost)) return true;
  evidence.seal = { ...before, isExact: false };
  return false;
}

function addCheckpoint(evidence: SessionEvidence, checkpoint: Checkpoint | null): void {
  if (checkpoint === null) return;
  evidence.checkpoints ??= new Map();
  evidence.contexts ??= new Set();
  for (const context of [checkpoint.contextId, ...checkpoint.contexts]) {
    if (evidence.contexts.size < MAX_CONTEXTS) evidence.contexts.add(context);
    else if (!evidence.contexts.has(context)) evidence.isCut = true;
  }
  const before = evidence.checkpoints.get(checkpoint.contextId);
  const isKept = before !== undefined || evidence.checkpoints.size < MAX_CONTEXTS;
  if (isKept && (before === undefined || isLater(checkpoint, before))) evidence.checkpoints.set(checkpoint.contextId, checkpoint);
}

/** Of two of one context. Their numbers tell, as clocks jump. */
function isLater(a: Checkpoint, b: Checkpoint): boolean {
  return a.ordinal === null || b.ordinal === null ? a.atMs > b.atMs : a.ordinal > b.ordinal;
}
