import { closeSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
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

/** Writes sessions as CSV or NDJSON, told by the name's ending. @throws UsageError for any other ending. */
export function writeSessions(file: string): SessionWriter {
  const isCsv = file.endsWith('.csv');
  if (!isCsv && !/\.(ndjson|jsonl)$/.test(file))
    throw new UsageError(`--out: expected a name that ends in .csv, .ndjson or .jsonl, came ${JSON.stringify(file)}`);
  const partial = `${file}.partial`;
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
