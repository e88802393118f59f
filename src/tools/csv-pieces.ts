import type { RowSink } from './activity-rows.ts';
import type { ActivitySource, ReadOptions } from './activity-source.ts';
import { createCsvRecord, isTooLong, MAX_RECORD_BYTES, scanCsvRecord } from './csv-record.ts';
import type { ReadUnit } from './parse-time.ts';
import { createCsvReader, delimiterOf } from './read-csv.ts';

const LF = 10;
const CR = 13;
const QUOTE = 34;
const PIECE_BYTES = 1 << 22;
const BOM = [0xef, 0xbb, 0xbf];

/** A file's pieces, each with the file's header, and what its first rows tell. */
export interface CsvPieces {
  readonly timeUnit: ReadUnit;
  readonly headerBytes: number;
  /** Lines before the first row. */
  readonly linesBefore: number;
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * Cuts a file of CSV where a record ends, so that several can read it at once.
 *
 * @returns `null` where it is no CSV, or its first rows do not tell the unit of time: it has to be read from the start on.
 * @throws ActivityError as `readActivity`
 */
export async function cutCsv(source: ActivitySource, options: ReadOptions, pieceBytes = PIECE_BYTES): Promise<CsvPieces | null> {
  const chunks = source.open()[Symbol.asyncIterator]();
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let isDone = false;
  const more = async (atLeast: number) => {
    const parts: Uint8Array[] = [bytes];
    let size = bytes.length;
    while (!isDone && size < atLeast) {
      const next = await chunks.next();
      isDone = next.done === true;
      if (!next.done) size += parts.push(next.value) && next.value.length;
    }
    bytes = joined(parts, size);
  };
  await more(pieceBytes);
  if (BOM.every((byte, i) => bytes[i] === byte)) bytes = bytes.slice(3);
  let from = 0;
  let linesBefore = 0;
  while (bytes[from] === LF || bytes[from] === CR) if (bytes[from++] === LF) linesBefore++;
  const headerEnd = bytes.indexOf(LF, from) + 1;
  if (headerEnd === 0 || bytes[from] === 0x7b) return null;
  const header = bytes.slice(from, headerEnd);
  const timeUnit = options.timeUnit ?? unitOf(source.name, options, bytes.subarray(from, bytes.lastIndexOf(LF) + 1));
  if (timeUnit === null) return null;
  bytes = bytes.slice(headerEnd);

  async function* pieces() {
    const delimiter = delimiterOf(header.subarray(0, -1));
    for (;;) {
      const end = isDone ? bytes.length : lastRecordEnd(bytes, delimiter);
      if (end > 0) {
        yield joined([header, bytes.subarray(0, end)], header.length + end);
        bytes = bytes.slice(end);
      }
      if (isDone) return;
      await more(bytes.length + pieceBytes);
    }
  }
  return { timeUnit, headerBytes: header.length, linesBefore: linesBefore + 1, pieces: pieces() };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Without a quote every line is a record. With one, they are scanned as the reader will. */
function lastRecordEnd(bytes: Uint8Array, delimiter: number): number {
  if (bytes.indexOf(QUOTE) < 0) return bytes.lastIndexOf(LF) + 1;
  const record = createCsvRecord(0);
  for (let at = 0; ; ) {
    const next = scanCsvRecord(bytes, at, delimiter, record, false);
    if (next < 0 && bytes.length - at <= MAX_RECORD_BYTES) return at;
    const isRecord = next >= 0 && !isTooLong(bytes, at, next);
    const end = isRecord ? next : bytes.indexOf(LF, at) + 1;
    if (end === 0) return at;
    at = end;
  }
}

function unitOf(name: string, options: ReadOptions, bytes: Uint8Array): ReadUnit | null {
  let told: ReadUnit | null = null;
  const sink: RowSink = {
    add() {},
    addText() {},
    bad() {},
    unit: (unit) => {
      told = unit;
    },
  };
  const firstLines = bytes.subarray(0, bytes.indexOf(LF, Math.min(bytes.length - 1, 1 << 14)) + 1 || bytes.length);
  createCsvReader(name, options, sink)(firstLines, false);
  return told;
}
