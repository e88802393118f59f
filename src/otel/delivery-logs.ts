import { unname } from './delivery-books.ts';
import type { SdkExporter, WatchedExporter } from './delivery-exporter.ts';
import { createPipeline, type Inside, type Pipeline, type PipelineLedger } from './delivery-pipeline.ts';
import { isCounted, type SdkLogRecord, type SdkLogRecordProcessor } from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_LOG_RECORD_UID } from './semconv.ts';

export interface LogPipelineOptions extends PipelineLedger {
  /** Makes the uids unlike those of other contexts. */
  readonly contextId: string;
}

/** Counts log records, and gives those a uid that have none. */
export const createLogPipeline = <Exporter extends SdkExporter>(
  exporter: Exporter,
  makeProcessor: (exporter: WatchedExporter<Exporter>) => SdkLogRecordProcessor,
  options: LogPipelineOptions,
): Pipeline<Required<SdkLogRecordProcessor>> =>
  createPipeline<Exporter, SdkLogRecordProcessor, Required<SdkLogRecordProcessor>>({
    ...options,
    signal: 'logs',
    exporter,
    makeProcessor,
    front: (inside) => countLogs(inside, options),
  });

function countLogs({ inner, tally, isClosed }: Inside<SdkLogRecordProcessor>, { books, contextId }: LogPipelineOptions) {
  let emitted = 0;
  const emit = (record: SdkLogRecord, context: unknown) => {
    const { attributes } = record;
    const uid = attributes[ATTR_LOG_RECORD_UID];
    // Not by `setAttribute`, which a record that was held refuses.
    if (uid === undefined) (attributes as Record<string, unknown>)[ATTR_LOG_RECORD_UID] = `${contextId}-${++emitted}`;
    if (!isCounted(record)) {
      if (typeof uid === 'string') tally.note(record, uid);
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
  const processor: Omit<Required<SdkLogRecordProcessor>, 'forceFlush' | 'shutdown'> = {
    onEmit(record, context) {
      if (isClosed()) return;
      try {
        emit(record, context);
      } catch (error) {
        report('a log record could not be counted', error);
      }
    },
    enabled: (about) => inner.enabled?.(about) ?? true,
  };
  return processor;
}
