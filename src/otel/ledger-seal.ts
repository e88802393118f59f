import { entryOf, type LedgerEntry, type LedgerPart, type LedgerSeal } from './ledger-text.ts';

/** What has to be asked before a session can be sealed. */
export interface SealFacts {
  /** The contexts that the session's own record names; `null` where there is no record any more. */
  readonly contexts: readonly string[] | null;
  /** Contexts that answer; `null` where nothing is known of others. */
  readonly alive: ReadonlySet<string> | null;
  /** Whether it is over, by its own record. */
  readonly isOver: boolean;
  /** Whether contexts that are gone without telling may be given up. */
  readonly mayGiveUp: boolean;
}

/** What a page does in the very task in which it closes is still on its way to the storage. */
const CLOSED_FOR_MS = 2_000;

/**
 * The seal of a session, if nothing can bear its id any more: every context is done, or was closed and does not answer.
 * Contexts that are gone without a word make it inexact. One that answers and is not done is waited for.
 */
export function sealOf(entry: LedgerEntry, facts: SealFacts, { by, nowMs }: { by: string; nowMs: number }): LedgerSeal | null {
  if (!entry.isEnded && !facts.isOver && nowMs < entry.deadlineMs) return null;
  let isExact = facts.contexts !== null;
  for (const id of new Set([...Object.keys(entry.contexts), ...(facts.contexts ?? [])])) {
    const part = entryOf(entry.contexts, id);
    if (part?.state === 'done') continue;
    if (facts.alive === null || facts.alive.has(id)) return null;
    if (part?.state === 'closed') {
      if (nowMs - (part.closedAtMs ?? nowMs) < CLOSED_FOR_MS) return null;
    } else if (facts.mayGiveUp) isExact = false;
    else return null;
  }
  return { ...sumOf(Object.values(entry.contexts)), by, atMs: nowMs, isExact, isAcknowledged: false };
}

/** What never ended, or was never answered for, is lost as far as is known. */
function sumOf(parts: readonly LedgerPart[]): Omit<LedgerSeal, 'by' | 'atMs' | 'isExact' | 'isAcknowledged'> {
  const sum = { spans: 0, logs: 0, failed: 0, dropped: 0, abandoned: 0 };
  for (const { spans, logs, open, failed, dropped, waiting } of parts) {
    sum.spans += spans + open;
    sum.logs += logs;
    sum.failed += failed + waiting;
    sum.dropped += dropped;
    sum.abandoned += open;
  }
  return sum;
}
