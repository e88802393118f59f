/** What a command reads from and writes to: the process's streams, or a test's. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>;
  out(text: string): void;
  err(text: string): void;
  /** Whether a person reads what `err` writes. */
  readonly isInteractive: boolean;
  /** What a worker thread runs to serve a simulation; without it there is one thread. */
  readonly workerScript?: URL;
  /** Width for tables, in characters. */
  readonly columns: number;
}

/** The command was called the wrong way: exit code 2, and where to find help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Columns of a table where the terminal does not tell, and never more: long lines are hard to follow. */
export const DEFAULT_COLUMNS = 100;
