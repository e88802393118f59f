import type { TelemetrySessions } from '../api/session-provider.ts';
import { openOf, type Tally } from './delivery-book.ts';
import type { SdkExporter, WatchedExporter } from './delivery-exporter.ts';
import { createLogPipeline } from './delivery-logs.ts';
import { createSealedSessions, type SealedSession } from './delivery-sealed.ts';
import { createSpanPipeline } from './delivery-spans.ts';
import { type LedgerClock, systemClock } from './ledger-clock.ts';
import { createLedgerCore } from './ledger-core.ts';
import type { SdkLogRecordProcessor, SdkSpanProcessor } from './otel-sdk.ts';

export interface DeliveryLedgerOptions {
  /** How long after a session's end records of its time may still come, in milliseconds. Default 10,000. */
  readonly graceMs?: number;
  /** Default: the system's. */
  readonly clock?: LedgerClock;
}

/** What became of the records of a session in this context. Those that are in no other count are on their way. */
export interface DeliveryCounts {
  /** Sampled spans that have not ended; of log records none. */
  readonly open: number;
  /** Sampled spans that ended; log records. */
  readonly produced: number;
  /** The exporter reported success. */
  readonly delivered: number;
  /** The exporter reported a failure, or threw. */
  readonly failed: number;
}

export interface DeliveryLedger {
  /**
   * The processor to give to `createSessionSpanProcessor` as its `next`. Once.
   *
   * @param makeProcessor gets the exporter to give to the batch processor
   * @throws TypeError at the second call: two pipelines would count everything twice
   */
  spans<Exporter extends SdkExporter>(
    exporter: Exporter,
    makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkSpanProcessor,
  ): SdkSpanProcessor;
  /** The same for `createSessionLogRecordProcessor`. Session events have to go this way, too. */
  logs<Exporter extends SdkExporter>(
    exporter: Exporter,
    makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkLogRecordProcessor,
  ): Required<SdkLogRecordProcessor>;
  /** What this context counted of a session that is not sealed yet; else `null`. */
  getCounts(sessionId: string): { readonly spans: DeliveryCounts; readonly logs: DeliveryCounts } | null;
  /**
   * Tells of each session that is sealed from now on: in the context that seals it, at once; in others that took part, when they next
   * look. Once in each; a start that finds a seal which no exporter took sends it again, and tells of it again. A listener that
   * throws is reported to `diag` and stays subscribed.
   *
   * @returns stop
   */
  subscribe(listener: (sealed: SealedSession) => void): () => void;
}

/**
 * Counts, for each session, what was produced, delivered and lost, over all contexts and restarts, and tells it: by
 * `session.checkpoint` whenever this context is hidden, and by `session.sealed` once nothing more can come. Session events
 * that an exporter refuses are sent again. Never throws into the host.
 *
 * @throws TypeError for a negative grace.
 */
export function createDeliveryLedger(sessions: TelemetrySessions, options: DeliveryLedgerOptions = {}): DeliveryLedger {
  const { graceMs = 10_000, clock = systemClock } = options;
  if (!(graceMs >= 0)) throw new TypeError(`sessionchart: graceMs: expected a number of at least 0, came ${graceMs}`);
  const sealed = createSealedSessions();
  const core = createLedgerCore({ sessions, clock, graceMs, tellSealed: sealed.tell });
  const { books, events, pipelines } = core;
  const once = (name: keyof typeof pipelines) => {
    if (pipelines[name]) throw new TypeError(`sessionchart: ${name}: expected one pipeline, came a second`);
  };
  return {
    spans(exporter, makeProcessor) {
      once('spans');
      pipelines.spans = createSpanPipeline(exporter, makeProcessor, { books, events });
      return pipelines.spans.processor;
    },
    logs(exporter, makeProcessor) {
      once('logs');
      const contextId = sessions.delivery?.contextId ?? randomId();
      pipelines.logs = createLogPipeline(exporter, makeProcessor, { books, events, contextId });
      sessions.delivery?.outbox.awaitAcknowledgement();
      return pipelines.logs.processor;
    },
    getCounts(sessionId) {
      const book = books.all.get(sessionId);
      return book && !book.isSealed ? { spans: countsOf(book.spans, openOf(book)), logs: countsOf(book.logs, 0) } : null;
    },
    subscribe: sealed.subscribe,
  };
}

const countsOf = ({ produced, delivered, failed }: Tally, open: number): DeliveryCounts => ({ open, produced, delivered, failed });

/** Not secret, only unlikely to come twice. */
const randomId = () => Math.random().toString(36).slice(2, 14);
