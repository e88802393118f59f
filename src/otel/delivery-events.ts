import type { SessionEvent } from './event-emitter.ts';
import type { LedgerSeal } from './ledger-text.ts';
import {
  ATTR_LOG_RECORD_UID,
  ATTR_SESSION_CONTEXT_ID,
  ATTR_SESSION_CONTEXTS,
  ATTR_SESSION_DEADLINE,
  ATTR_SESSION_ID,
  ATTR_SESSION_LOST_ABANDONED,
  ATTR_SESSION_LOST_EXPORT_FAILED,
  ATTR_SESSION_LOST_QUEUE_OVERFLOW,
  ATTR_SESSION_OPEN_SPAN_COUNT,
  ATTR_SESSION_PRODUCED_LOG_COUNT,
  ATTR_SESSION_PRODUCED_SPAN_COUNT,
  ATTR_SESSION_SEALED_EXACT,
  EVENT_SESSION_CHECKPOINT,
  EVENT_SESSION_SEALED,
} from './semconv.ts';

export interface CheckpointCounts {
  readonly contextId: string;
  readonly contexts: readonly string[];
  /** Counts the checkpoints of this context and session, from 1. */
  readonly ordinal: number;
  readonly atMs: number;
  readonly deadlineMs: number;
  readonly spans: number;
  readonly logs: number;
  readonly open: number;
}

export const checkpointOf = (id: string, counts: CheckpointCounts): SessionEvent => ({
  name: EVENT_SESSION_CHECKPOINT,
  atMs: counts.atMs,
  detectedAtMs: counts.atMs,
  attributes: {
    [ATTR_SESSION_ID]: id,
    [ATTR_LOG_RECORD_UID]: `${id}:checkpoint:${counts.contextId}:${counts.ordinal}`,
    // Clocks have fractions, the attribute none: at this instant it is over.
    [ATTR_SESSION_DEADLINE]: Math.ceil(counts.deadlineMs),
    [ATTR_SESSION_CONTEXT_ID]: counts.contextId,
    [ATTR_SESSION_CONTEXTS]: [...counts.contexts],
    [ATTR_SESSION_PRODUCED_SPAN_COUNT]: counts.spans,
    [ATTR_SESSION_PRODUCED_LOG_COUNT]: counts.logs,
    [ATTR_SESSION_OPEN_SPAN_COUNT]: counts.open,
  },
});

const SEALED = ':sealed';

/** The same each time it is sent. */
export const sealedOf = (id: string, seal: LedgerSeal): SessionEvent => ({
  name: EVENT_SESSION_SEALED,
  atMs: seal.atMs,
  detectedAtMs: seal.atMs,
  attributes: {
    [ATTR_SESSION_ID]: id,
    [ATTR_LOG_RECORD_UID]: id + SEALED,
    [ATTR_SESSION_PRODUCED_SPAN_COUNT]: seal.spans,
    [ATTR_SESSION_PRODUCED_LOG_COUNT]: seal.logs,
    ...(seal.failed > 0 && { [ATTR_SESSION_LOST_EXPORT_FAILED]: seal.failed }),
    ...(seal.dropped > 0 && { [ATTR_SESSION_LOST_QUEUE_OVERFLOW]: seal.dropped }),
    ...(seal.abandoned > 0 && { [ATTR_SESSION_LOST_ABANDONED]: seal.abandoned }),
    [ATTR_SESSION_SEALED_EXACT]: seal.isExact,
  },
});

/** @returns the session that this event seals; `null` where it is another event */
export const sealedIn = (uid: string): string | null => (uid.endsWith(SEALED) ? uid.slice(0, -SEALED.length) : null);
