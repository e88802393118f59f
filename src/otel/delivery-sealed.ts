import type { LedgerSeal } from './ledger-text.ts';
import { report } from './report.ts';

/** A session of which no more can come, with what became of its records in all contexts; as `session.sealed` says it. */
export interface SealedSession {
  readonly sessionId: string;
  /** When it was sealed, Unix epoch milliseconds. */
  readonly atMs: number;
  /** Sampled spans, also those that never ended; log records. Where it is not exact, the least there was. */
  readonly produced: { readonly spans: number; readonly logs: number };
  readonly lost: { readonly exportFailed: number; readonly queueOverflow: number; readonly abandoned: number };
  /** Every context told what it had produced. */
  readonly isExact: boolean;
}

/** Tells of each session once that it is sealed. */
export interface SealedSessions {
  tell(sessionId: string, seal: LedgerSeal): void;
  subscribe(listener: (sealed: SealedSession) => void): () => void;
}

export function createSealedSessions(): SealedSessions {
  const listeners = new Set<(sealed: SealedSession) => void>();
  const told = new Set<string>();
  return {
    tell(sessionId, { atMs, spans, logs, failed, dropped, abandoned, isExact }) {
      if (told.has(sessionId)) return;
      told.add(sessionId);
      const lost = { exportFailed: failed, queueOverflow: dropped, abandoned };
      for (const listener of [...listeners]) {
        try {
          listener({ sessionId, atMs, produced: { spans, logs }, lost, isExact });
        } catch (error) {
          report('a listener threw when a session was sealed', error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
