import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { SimulatedSession } from '../tools/index.ts';
import { UsageError } from './terminal.ts';

const FLUSH_CHARACTERS = 1 << 16;
const HEADER = 'policy,user,session,start_time_ms,end_time_ms,duration_ms,events,start_reason,end_reason\n';

export interface SessionWriter {
  write(session: SimulatedSession): void;
  /** Forgets all that was written. */
  restart(): void;
  /** The file is there only from now on. */
  close(): void;
  /** Leaves nothing behind. */
  abort(): void;
}

const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csvLine = (s: SimulatedSession) =>
  `${cell(s.policy)},${cell(s.user)},${s.ordinal},${s.startTimeMs},${s.endTimeMs},${s.endTimeMs - s.startTimeMs},${s.events},${s.startReason},${s.endReason}\n`;

/** Written before the file itself, which so is there whole or not at all. */
const partialOf = (file: string) => `${file}.partial`;

/** The file on disk, whatever name or link leads to it; `null` where there is none. */
function identityOf(file: string | number): string | null {
  const stats = typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}

/**
 * Keeps `writeSessions` from a file that is read.
 *
 * @param stdin what `-` stands for among the inputs; it has a descriptor where a file was redirected to it.
 * @throws UsageError naming the input
 */
export function refuseInputs(file: string, inputs: readonly string[], stdin: object): void {
  const written = [file, partialOf(file)].map(identityOf);
  const descriptor = 'fd' in stdin && typeof stdin.fd === 'number' ? stdin.fd : null;
  const same = inputs.find((input) => {
    const read = input === '-' ? descriptor : input;
    const identity = read === null ? null : identityOf(read);
    return identity !== null && written.includes(identity);
  });
  if (same !== undefined)
    throw new UsageError(`--out: expected a file other than the input ${JSON.stringify(same)}, came ${JSON.stringify(file)}`);
}

/** Writes sessions as CSV or NDJSON, told by the name's ending. @throws UsageError for any other ending. */
export function writeSessions(file: string): SessionWriter {
  const isCsv = file.endsWith('.csv');
  if (!isCsv && !/\.(ndjson|jsonl)$/.test(file))
    throw new UsageError(`--out: expected a name that ends in .csv, .ndjson or .jsonl, came ${JSON.stringify(file)}`);
  const partial = partialOf(file);
  const descriptor = openSync(partial, 'w');
  const header = isCsv ? HEADER : '';
  let text = header;
  let position = 0;
  const flush = () => {
    position += writeSync(descriptor, text, position);
    text = '';
  };
  return {
    write(session) {
      text += isCsv ? csvLine(session) : `${JSON.stringify(session)}\n`;
      if (text.length > FLUSH_CHARACTERS) flush();
    },
    restart() {
      ftruncateSync(descriptor);
      position = 0;
      text = header;
    },
    close() {
      flush();
      closeSync(descriptor);
      renameSync(partial, file);
    },
    abort() {
      closeSync(descriptor);
      rmSync(partial, { force: true });
    },
  };
}
