/** Where activity is read from: a file, standard input, or anything in memory. */
export interface ActivitySource {
  /** What faults are reported under: a path, `standard input`. */
  readonly name: string;
  /** Begins to read, from the start each time. Uncompressed bytes of CSV with a header, or of NDJSON, in UTF-8. */
  open(): AsyncIterable<Uint8Array>;
  /** Whether `open` may be called a second time. Input that is badly out of order is read twice where it may. */
  readonly reopens: boolean;
}

/** The columns, or JSON fields, that hold activity. What is absent is found by common names: see `findColumns`. */
export interface ActivityColumns {
  readonly user?: string | undefined;
  readonly time?: string | undefined;
  readonly event?: string | undefined;
}

export type TimeUnit = 's' | 'ms' | 'iso';

export interface ReadOptions {
  readonly columns?: ActivityColumns | undefined;
  /** Default: told by the name of the time column, else by the first row of each file. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Default: NDJSON where the first byte is `{`. */
  readonly format?: 'csv' | 'ndjson' | undefined;
}

/** A line that was left out. */
export interface BadLine {
  readonly source: string;
  /** From 1; the first of them where a quoted field spans several. */
  readonly line: number;
  /** What was expected and what came. */
  readonly fault: string;
}

/** Input that cannot be read at all: no header, no such column, a quote that never closes. */
export class ActivityError extends Error {
  override readonly name = 'ActivityError';
}
