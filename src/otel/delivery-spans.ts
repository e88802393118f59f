import type { Book } from './delivery-book.ts';
import { unname } from './delivery-books.ts';
import type { SdkExporter, WatchedExporter } from './delivery-exporter.ts';
import { createPipeline, type Inside, type Pipeline, type PipelineLedger } from './delivery-pipeline.ts';
import type { SdkReadableSpan, SdkSpanProcessor } from './otel-sdk.ts';

const isSampled = (span: SdkReadableSpan) => ((span.spanContext().traceFlags ?? 1) & 1) === 1;

/** Counts spans: open from their start, produced at their end, unless they are not sampled. */
export const createSpanPipeline = <Exporter extends SdkExporter>(
  exporter: Exporter,
  makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkSpanProcessor,
  ledger: PipelineLedger,
): Pipeline<SdkSpanProcessor> =>
  createPipeline<Exporter, SdkSpanProcessor, SdkSpanProcessor>({
    ...ledger,
    signal: 'spans',
    exporter,
    makeProcessor,
    front: (inside) => countSpans(inside, ledger),
  });

function countSpans({ inner, tally, isClosed }: Inside<SdkSpanProcessor>, { books, events }: PipelineLedger) {
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
  const processor: Omit<SdkSpanProcessor, 'forceFlush' | 'shutdown'> = {
    onStart(span, parentContext) {
      const book = isClosed() || !isSampled(span) ? null : books.of(span);
      if (book) begin(span, book);
      inner.onStart(span, parentContext);
    },
    onEnding: (span) => inner.onEnding?.(span),
    onEnd(span) {
      if (isClosed()) return;
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
  };
  return processor;
}
