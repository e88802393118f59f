import type { Books } from './delivery-books.ts';
import { type SdkExporter, type WatchedExporter, watchExporter } from './delivery-exporter.ts';
import { createTally, type RecordTally, type TallyEvents } from './delivery-tally.ts';

/** What a pipeline tells the ledger. */
export interface PipelineEvents extends TallyEvents {
  /** Before the processor is flushed. */
  beforeFlush(): Promise<void>;
  /** After it was flushed. `isEnding`: it is being shut down. */
  afterFlush(signal: 'spans' | 'logs', isEnding: boolean): Promise<void>;
}

/** What a pipeline knows of the ledger. */
export interface PipelineLedger {
  readonly books: Books;
  readonly events: PipelineEvents;
}

/** A processor with its exporter, watched. */
export interface Pipeline<Processor> {
  readonly processor: Processor;
  readonly isShut: boolean;
  /** The exporter has not answered for the last batch. */
  readonly isBusy: boolean;
  flush(): Promise<void>;
}

interface Flushable {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What stands in front of the batch processor. */
type Front<Processor> = Omit<Processor, keyof Flushable>;

/** What makes it. */
export interface Inside<Inner> {
  readonly inner: Inner;
  readonly tally: RecordTally;
  /** It is being shut down, and takes no more. */
  isClosed(): boolean;
}

export interface PipelineOptions<Exporter extends SdkExporter, Inner extends Flushable, Processor extends Flushable>
  extends PipelineLedger {
  readonly signal: 'spans' | 'logs';
  readonly exporter: Exporter;
  readonly makeProcessor: (exporter: WatchedExporter<Exporter>) => Inner;
  readonly front: (inside: Inside<Inner>) => Front<Processor>;
}

/** Flushes and shuts down what is inside together with the ledger; what it rejects with is its user's to see. */
export function createPipeline<Exporter extends SdkExporter, Inner extends Flushable, Processor extends Flushable>({
  signal,
  exporter,
  makeProcessor,
  front,
  ...ledger
}: PipelineOptions<Exporter, Inner, Processor>): Pipeline<Front<Processor> & Flushable> {
  const { events } = ledger;
  const tally = createTally(signal, ledger);
  const inner = makeProcessor(watchExporter(exporter, tally.take));
  let closed: Promise<void> | null = null;
  let isShut = false;
  const flush = async () => {
    if (!isShut) await inner.forceFlush();
  };
  const shut = async () => {
    await events.beforeFlush();
    if (signal === 'logs') await events.afterFlush(signal, true);
    try {
      await inner.shutdown();
    } finally {
      isShut = true;
      await events.afterFlush(signal, true);
    }
  };
  return {
    processor: {
      ...front({ inner, tally, isClosed: () => closed !== null }),
      async forceFlush() {
        if (closed !== null) return closed;
        await events.beforeFlush();
        try {
          await flush();
        } finally {
          await events.afterFlush(signal, false);
        }
      },
      shutdown() {
        closed ??= shut();
        return closed;
      },
    },
    flush,
    get isShut() {
      return isShut;
    },
    get isBusy() {
      return tally.isBusy;
    },
  };
}
