/** `SpanExporter` and `LogRecordExporter` of the SDK. */
export interface SdkExporter<Record = never> {
  export(records: Record[], done: (result: SdkExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}
export interface SdkExportResult {
  /** 0 is success. */
  readonly code: number;
  readonly error?: Error;
}

/** What a processor is given in the place of an exporter. */
export type WatchedExporter<Exporter extends SdkExporter> = Pick<Exporter, keyof Exporter & keyof SdkExporter>;

/**
 * The exporter, with somebody who looks at what goes in and what it answers. One that throws has failed.
 *
 * @param take looks at a batch. @returns who hears the answer, once
 */
export function watchExporter<Exporter extends SdkExporter>(
  exporter: Exporter,
  take: (records: readonly object[]) => (isDelivered: boolean) => void,
): WatchedExporter<Exporter> {
  const watched: SdkExporter = {
    export(records, done) {
      let hear: ((isDelivered: boolean) => void) | null = take(records);
      const answer = (result: SdkExportResult) => {
        hear?.(result.code === 0);
        hear = null;
        done(result);
      };
      try {
        exporter.export(records, answer);
      } catch (error) {
        answer({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
      }
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
  return watched as WatchedExporter<Exporter>;
}
