import type { Book } from './delivery-book.ts';
import { type Books, unname } from './delivery-books.ts';
import { type SdkExporter, type WatchedExporter, watchExporter } from './delivery-exporter.ts';
import {
  isCounted,
  type SdkLogRecord,
  type SdkLogRecordProcessor,
  type SdkReadableSpan,
  type SdkSpan,
  type SdkSpanProcessor,
} from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_LOG_RECORD_UID } from './semconv.ts';

/** What a pipeline tells the ledger. */
export interface PipelineEvents {
  /** Something was counted. */
  changed(book: Book): void;
  /** An exporter answered. `uids`: of the session events among the records. */
  exported(isDelivered: boolean, uids: readonly string[]): void;
  /** Before the processor is flushed. */
  beforeFlush(): Promise<void>;
  /** After it was flushed. `isEnding`: it is being shut down. */
  afterFlush(signal: 'spans' | 'logs', isEnding: boolean): Promise<void>;
}

/** A processor with its exporter, watched. */
export interface Pipeline<Processor> {
  readonly processor: Processor;
  readonly isShut: boolean;
  /** The exporter has not answered for the last batch. */
  readonly isBusy: boolean;
  flush(): Promise<void>;
}

interface Watch {
  readonly books: Books;
  readonly events: PipelineEvents;
}

/** A record that names its session so that a reader counts it, and the book it is counted in. */
function createTally(signal: 'spans' | 'logs', { books, events }: Watch) {
  const counted = new WeakMap<object, Book>();
  const uids = new WeakMap<object, string>();
  let last: readonly object[] | null = null;
  return {
    uids,
    get isBusy() {
      return last !== null;
    },
    produce(record: object, book: Book): void {
      counted.set(record, book);
      book[signal].produced++;
      book.revision++;
      events.changed(book);
    },
    /** @returns who hears the exporter's answer to this batch */
    take(records: readonly object[]): (isDelivered: boolean) => void {
      last = records;
      const batch = new Map<Book, number>();
      const told: string[] = [];
      for (const record of records) {
        const book = counted.get(record);
        // Handed over again, it is the same record.
        if (book && counted.delete(record)) batch.set(book, (batch.get(book) ?? 0) + 1);
        const uid = uids.get(record);
        if (uid !== undefined) told.push(uid);
      }
      const each = (run: (book: Book, count: number) => void) => {
        for (const [book, count] of batch) {
          const into = books.current(book);
          run(into, count);
          into.revision++;
          events.changed(into);
        }
      };
      each((book, count) => {
        book[signal].exported += count;
      });
      return (isDelivered) => {
        if (last === records) last = null;
        each((book, count) => {
          book[signal][isDelivered ? 'delivered' : 'failed'] += count;
        });
        events.exported(isDelivered, told);
      };
    },
  };
}

const isSampled = (span: SdkReadableSpan) => ((span.spanContext().traceFlags ?? 1) & 1) === 1;

interface Flushable {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** How both processors are flushed and shut down; what the one inside rejects with is its user's to see. */
function createEnd(inner: Flushable, signal: 'spans' | 'logs', { events }: Watch) {
  let closed: Promise<void> | null = null;
  let isShut = false;
  const flush = async () => {
    if (!isShut) await inner.forceFlush();
  };
  return {
    get isClosed() {
      return closed !== null;
    },
    get isShut() {
      return isShut;
    },
    flush,
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
      closed ??= (async () => {
        await events.beforeFlush();
        if (signal === 'logs') await events.afterFlush(signal, true);
        try {
          await inner.shutdown();
        } finally {
          isShut = true;
          await events.afterFlush(signal, true);
        }
      })();
      return closed;
    },
  };
}

/** Counts spans: open from their start, produced at their end, unless they are not sampled. */
export function createSpanPipeline<Exporter extends SdkExporter>(
  exporter: Exporter,
  makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkSpanProcessor,
  watch: Watch,
): Pipeline<SdkSpanProcessor> {
  const { books, events } = watch;
  const tally = createTally('spans', watch);
  const inner = makeProcessor(watchExporter(exporter, tally.take));
  const end = createEnd(inner, 'spans', watch);
  /** The book in which a span is open. */
  const opened = new WeakMap<object, Book>();
  const close = (span: object) => {
    const book = opened.get(span);
    if (!book) return;
    opened.delete(span);
    const into = books.current(book);
    into.begun--;
    into.revision++;
    events.changed(into);
  };
  const begin = (span: object, book: Book) => {
    opened.set(span, book);
    book.begun++;
    // One that is recorded before its session is decided on will be dropped, unless another takes the place of that.
    if (!books.keeps(book)) return;
    book.revision++;
    books.admit(book, () => events.changed(book));
  };
  const processor: SdkSpanProcessor = {
    onStart(span, parentContext) {
      const book = end.isClosed || !isSampled(span) ? null : books.of(span);
      if (book) begin(span, book);
      inner.onStart(span, parentContext);
    },
    onEnding: (span: SdkSpan) => inner.onEnding?.(span),
    onEnd(span) {
      if (end.isClosed) return;
      const book = isSampled(span) ? books.of(span) : null;
      if (book === null) {
        close(span);
        return inner.onEnd(span);
      }
      const begun = opened.get(span);
      const isLate = begun !== undefined && books.current(begun).isSealed;
      books.admit(book, (isNamed) => {
        close(span);
        if (isNamed && !isLate) tally.produce(span, book);
        else unname(span);
        inner.onEnd(span);
      });
    },
    onDrop: close,
    forceFlush: end.forceFlush,
    shutdown: end.shutdown,
  };
  return {
    processor,
    flush: end.flush,
    get isShut() {
      return end.isShut;
    },
    get isBusy() {
      return tally.isBusy;
    },
  };
}

/** Counts log records, and gives those a uid that have none. */
export function createLogPipeline<Exporter extends SdkExporter>(
  exporter: Exporter,
  makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkLogRecordProcessor,
  watch: Watch & { readonly contextId: string },
): Pipeline<Required<SdkLogRecordProcessor>> {
  const { books } = watch;
  const tally = createTally('logs', watch);
  const inner = makeProcessor(watchExporter(exporter, tally.take));
  const end = createEnd(inner, 'logs', watch);
  let emitted = 0;
  const emit = (record: SdkLogRecord, context: unknown) => {
    const { attributes } = record;
    const uid = attributes[ATTR_LOG_RECORD_UID];
    // Not by `setAttribute`, which a record that was held refuses.
    if (uid === undefined) (attributes as Record<string, unknown>)[ATTR_LOG_RECORD_UID] = `${watch.contextId}-${++emitted}`;
    if (!isCounted(record)) {
      if (typeof uid === 'string') tally.uids.set(record, uid);
      return inner.onEmit(record, context);
    }
    const book = books.of(record);
    if (book === null) return inner.onEmit(record, context);
    books.admit(book, (isNamed) => {
      if (isNamed) tally.produce(record, book);
      else unname(record);
      inner.onEmit(record, context);
    });
  };
  const processor: Required<SdkLogRecordProcessor> = {
    onEmit(record, context) {
      if (end.isClosed) return;
      try {
        emit(record, context);
      } catch (error) {
        report('a log record could not be counted', error);
      }
    },
    enabled: (about) => inner.enabled?.(about) ?? true,
    forceFlush: end.forceFlush,
    shutdown: end.shutdown,
  };
  return {
    processor,
    flush: end.flush,
    get isShut() {
      return end.isShut;
    },
    get isBusy() {
      return tally.isBusy;
    },
  };
}
