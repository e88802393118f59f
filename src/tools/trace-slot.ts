import type { SessionPolicy } from '../../machines/policy.ts';
import { reconcile } from '../../machines/reconcile.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndReason } from '../../machines/session.ts';

/** What a store keeps for one scope, and who hears of a write. */
export interface TraceSlot {
  readonly record: SessionRecord | null;
  /** By how much the wall clock had been set back when the record was written. */
  readonly backMs: number;
  /** Whether the id lingered and is not shown any more. */
  isForgotten(id: string): boolean;
  write(record: SessionRecord, backMs: number): void;
  forget(id: string): void;
}

/** A lapse is never stored, each context works it out. */
const LAPSES: ReadonlySet<EndReason> = new Set(['inactivity', 'background_timeout', 'max_duration', 'day_boundary', 'superseded']);

/**
 * Where a policy's contexts adopt what others do, two records are merged; where they follow nobody, the last writer wins.
 */
export function createTraceSlot({ adopt = 'at-once' }: SessionPolicy): TraceSlot {
  const isShared = adopt === 'at-once' || adopt === 'on-activity';
  let stored: SessionRecord | null = null;
  let storedBackMs = 0;
  const forgotten = new Set<string>();
  return {
    get record() {
      return stored;
    },
    get backMs() {
      return storedBackMs;
    },
    isForgotten: (id) => forgotten.has(id),
    forget(id) {
      forgotten.add(id);
      if (stored) forgotten.add(stored.id);
    },
    write(record, backMs) {
      if (record.endReason !== null && LAPSES.has(record.endReason)) return;
      stored = stored && isShared ? reconcile(stored, record) : record;
      storedBackMs = backMs;
    },
  };
}
