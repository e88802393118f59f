import type { RowSink } from './activity-rows.ts';
import type { ActivitySource, ReadOptions } from './activity-source.ts';
import { createCsvRecord, isTooLong, MAX_RECORD_BYTES, scanCsvRecord } from './csv-record.ts';
import type { ReadUnit } from './parse-time.ts';
import { createCsvReader, delimiterOf } from './read-csv.ts';

const LF = 10;
const CR = 13;
const QUOTE = 34;
/** So much is read to find the header and the unit of time. */
const HEAD_BYTES = 1 << 16;
const PIECE_BYTES = 1 << 20;
/** Room that a piece needs: it is cut at a record's end, which may be as much further on. */
export const PIECE_ROOM = PIECE_BYTES + MAX_RECORD_BYTES;
const BOM = [0xef, 0xbb, 0xbf];
const NOTHING: Uint8Array = new Uint8Array(0);

/** What a file's beginning tells, and the pieces of what is below its header. */
export interface CsvPieces {
  readonly timeUnit: ReadUnit;
  /** With its line's end. */
  readonly header: Uint8Array;
  /** Lines down to the header, and it. */
  readonly linesBefore: number;
  /** Copies whole records into `room`, which has `PIECE_ROOM` bytes. @returns how many bytes they are; 0 at the file's end. */
  next(room: Uint8Array): Promise<number>;
}

/**
 * Cuts a file of CSV where a record ends, so that several can read it at once.
 *
 * @returns `null` where it is no CSV, or its first rows do not tell the unit of time: it has to be read from the start on.
 * @throws ActivityError as `readActivity`
 */
export async function cutCsv(source: ActivitySource, options: ReadOptions, pieceBytes = PIECE_BYTES): Promise<CsvPieces | null> {
  const chunks = source.open()[Symbol.asyncIterator]();
  let isDone = false;
  /** Read, and in no piece yet. */
  let ahead = NOTHING;
  const more = async () => {
    const next = await chunks.next();
    isDone = next.done === true;
    ahead = next.done ? NOTHING : next.value;
  };
  const head: Uint8Array[] = [];
  for (let size = 0; !isDone && size < HEAD_BYTES; size += ahead.length) {
    await more();
    head.push(ahead);
  }
  ahead = joined(head);
  if (BOM.every((byte, i) => ahead[i] === byte)) ahead = ahead.subarray(3);
  let from = 0;
  let linesBefore = 1;
  while (ahead[from] === LF || ahead[from] === CR) if (ahead[from++] === LF) linesBefore++;
  const headerEnd = ahead.indexOf(LF, from) + 1;
  if (headerEnd === 0 || ahead[from] === 0x7b) return null;
  const header = ahead.slice(from, headerEnd);
  const toldUnit = unitOf(source.name, options, ahead.subarray(from, ahead.lastIndexOf(LF) + 1));
  const timeUnit = options.timeUnit ?? toldUnit;
  if (timeUnit === null) return null;
  ahead = ahead.subarray(headerEnd);

  const delimiter = delimiterOf(header.subarray(0, -1));
  /** The beginning of a record that the last piece had no end of. */
  let cut = NOTHING;
  const isAtEnd = () => isDone && ahead.length === 0;
  const skipLine = async () => {
    while (!isAtEnd() && !ahead.includes(LF)) await more();
    ahead = ahead.subarray(ahead.indexOf(LF) + 1);
  };
  const next = async (room: Uint8Array): Promise<number> => {
    let size = 0;
    let hasQuote = false;
    const put = (bytes: Uint8Array, most: number) => {
      const part = bytes.subarray(0, most - size);
      room.set(part, size);
      size += part.length;
      hasQuote ||= part.includes(QUOTE);
      return bytes.subarray(part.length);
    };
    put(cut, room.length);
    for (let most = Math.max(size, pieceBytes); ; most = Math.min(room.length, most + pieceBytes)) {
      while (size < most && !isAtEnd()) {
        if (ahead.length === 0) await more();
        ahead = put(ahead, most);
      }
      const filled = room.subarray(0, size);
      const end = isAtEnd() ? size : hasQuote ? lastRecordEnd(filled, delimiter) : filled.lastIndexOf(LF) + 1;
      cut = room.slice(end, size);
      if (end > 0 || isAtEnd()) return end;
      if (size < room.length) continue;
      // No row: so much of it as tells so is enough.
      cut = NOTHING;
      await skipLine();
      room[MAX_RECORD_BYTES + 1] = LF;
      return MAX_RECORD_BYTES + 2;
    }
  };
  return { timeUnit, header, linesBefore, next };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Where the last whole record ends, as the reader will find it. Without a quote that is where a line does. */
function lastRecordEnd(bytes: Uint8Array, delimiter: number): number {
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
  let isTold = false;
  const tell = (unit: ReadUnit | null) => {
    if (!isTold) told = unit;
    isTold = true;
  };
  // A bad line before is told without the unit.
  const sink: RowSink = { add() {}, addText() {}, bad: () => tell(null), unit: tell };
  const firstLines = bytes.subarray(0, bytes.indexOf(LF, Math.min(bytes.length - 1, 1 << 14)) + 1 || bytes.length);
  createCsvReader(name, options, sink)(firstLines, false);
  return told;
}
