import type { LedgerPart } from './ledger-text.ts';

/** Of one signal. What is neither delivered, failed nor dropped is on its way. */
export interface Tally {
  /** Sampled spans that ended; log records. */
  produced: number;
  /** Handed to the exporter. */
  exported: number;
  /** The exporter reported success. */
  delivered: number;
  /** The exporter reported a failure, or threw. */
  failed: number;
}

/** What this context has produced of one session. */
export interface Book {
  readonly id: string;
  readonly spans: Tally;
  readonly logs: Tally;
  /** Sampled spans that have not ended. Where the session is not sampled they will be dropped, see `openOf`. */
  begun: number;
  /** Whether the session's spans are kept, as far as is known. */
  isSampled: boolean;
  /** Grows with each change. */
  revision: number;
  state: LedgerPart['state'];
  closedAtMs: number;
  /** This context may not come back, so that nothing late is waited for. */
  isLeft: boolean;
  /** `null` as long as the provider has told nothing of the session. */
  startTimeMs: number | null;
  /** By the provider's changes. */
  contexts: readonly string[];
  /** When this context learned that it was over. */
  endedAtMs: number | null;
  isFinishing: boolean;
  /** Nothing of it is in a queue any more, so that what never got out of one was dropped. */
  isDrained: boolean;
  /** The session is sealed, so nothing may bear its id any more. */
  isSealed: boolean;
  isStored: boolean;
  /** The ledger knows that this context has a part in the session, or need not. Until then records are held. */
  isAdmitted: boolean;
  /** The session began in this context, and none of it could be written: its own record names this context, so nobody seals it as if there were none. */
  isAlone: boolean;
  checkpoints: number;
  /** What the last checkpoint told. */
  told: string;
  /** What waits until the ledger has it that this context begins with the session, or goes on after it was closed. */
  held: ((isNamed: boolean) => void)[] | null;
  /** The book of the id that took the place of this one's. */
  into: Book | null;
}

const tally = (): Tally => ({ produced: 0, exported: 0, delivered: 0, failed: 0 });

export const createBook = (id: string): Book => ({
  id,
  spans: tally(),
  logs: tally(),
  begun: 0,
  isSampled: true,
  revision: 0,
  state: 'open',
  closedAtMs: 0,
  isLeft: false,
  startTimeMs: null,
  contexts: [],
  endedAtMs: null,
  isFinishing: false,
  isDrained: false,
  isSealed: false,
  isStored: false,
  isAdmitted: false,
  isAlone: false,
  checkpoints: 0,
  told: '',
  held: null,
  into: null,
});

const queuedIn = ({ produced, exported }: Tally) => Math.max(0, produced - exported);
const unansweredIn = ({ exported, delivered, failed }: Tally) => Math.max(0, exported - delivered - failed);

/** What waits in a processor's queue, or was dropped by it. */
export const queuedOf = ({ spans, logs }: Book): number => queuedIn(spans) + queuedIn(logs);
/** What an exporter has and has not answered for. */
export const unansweredOf = ({ spans, logs }: Book): number => unansweredIn(spans) + unansweredIn(logs);

/** Spans that have not ended and will be missed if they never do. An id that loses may be sampled and the one that takes its place not, or the reverse. */
export const openOf = ({ begun, isSampled }: Book): number => (isSampled ? begun : 0);

/** As the ledger keeps it. */
export function partOf(book: Book): LedgerPart {
  const { revision, state, closedAtMs, spans, logs, isDrained } = book;
  const queued = queuedOf(book);
  const dropped = state === 'done' && isDrained ? queued : 0;
  return {
    revision,
    state,
    ...(state === 'closed' && { closedAtMs }),
    spans: spans.produced,
    logs: logs.produced,
    open: openOf(book),
    failed: spans.failed + logs.failed,
    dropped,
    waiting: unansweredOf(book) + queued - dropped,
  };
}
