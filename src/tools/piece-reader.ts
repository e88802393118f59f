import type { LineReader, RowSink } from './activity-rows.ts';
import type { ActivityColumns } from './activity-source.ts';
import { hashOf } from './byte-table.ts';
import { createEventReadings, type EventReadings, type Reading } from './event-readings.ts';
import type { ReadUnit } from './parse-time.ts';
import { BLOCK_ROWS, CELLS, type PieceRows } from './piece-rows.ts';
import { createCsvReader } from './read-csv.ts';

/** A piece of a CSV file that begins and ends with whole records. */
export interface CsvPiece {
  /** Files are counted in their order; pieces, over all files. */
  readonly file: number;
  readonly index: number;
  readonly source: string;
  readonly header: Uint8Array;
  readonly columns: ActivityColumns;
  readonly timeUnit: ReadUnit;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many of the bytes it has. */
  readonly size: number;
}

/** What was read of a piece, besides its rows. */
export interface PieceReport {
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Lines of the piece. */
  readonly lines: number;
  /** Lines are counted from 0. */
  readonly bad: readonly (readonly [line: number, fault: string])[];
  /** Readings that this reader had none of before; their numbers go on from the last. */
  readonly newReadings: readonly Reading[];
}

/** Reads pieces, each file's in order. One of several that share the work. */
export interface PieceReader {
  read(piece: CsvPiece, into: PieceRows): PieceReport;
  readonly events: EventReadings;
}

const encoder = new TextEncoder();

/** The share that a user falls into depends on the name alone, so that all readers agree. */
const shareOf = (hash: number, shares: number): number => ((Math.imul(hash, 0x9e3779b1) >>> 16) * shares) >>> 16;

export function createPieceReader(shares: number, overrides?: ReadonlyMap<string, Reading>): PieceReader {
  const events = createEventReadings(overrides);
  /** Of the piece that is read now. Fields, as V8 makes a new number on the heap each time one is written to a variable of a closure. */
  const now = { rows: 0, blocks: 0, named: 0, fromMs: Infinity, toMs: -Infinity, line: 2, bad: [] as [number, string][] };
  const lasts = new Int32Array(shares);
  let piece: PieceRows;
  let toldReadings = 0;

  const openBlock = (share: number): number => {
    const block = now.blocks++;
    const last = lasts[share] as number;
    if (last < 0) piece.heads[share] = block;
    else piece.nexts[last] = block;
    piece.nexts[block] = -1;
    lasts[share] = block;
    return block * BLOCK_ROWS;
  };
  /** A row of the user whose name ends the names. */
  const put = (end: number, atMs: number, reading: number) => {
    const start = now.named;
    const hash = hashOf(piece.names, start, end);
    const share = shareOf(hash, shares);
    const next = piece.stops[share] as number;
    const row = next % BLOCK_ROWS === 0 ? openBlock(share) : next;
    piece.stops[share] = row + 1;
    const { cells, times } = piece;
    times[row] = atMs;
    cells[row * CELLS] = start;
    cells[row * CELLS + 1] = end;
    cells[row * CELLS + 2] = hash;
    cells[row * CELLS + 3] = reading;
    now.named = end;
    now.rows++;
    if (atMs < now.fromMs) now.fromMs = atMs;
    if (atMs > now.toMs) now.toMs = atMs;
  };
  const sink: RowSink = {
    add(text, userStart, userEnd, atMs, eventStart, eventEnd) {
      const { names } = piece;
      let end = now.named;
      for (let i = userStart; i < userEnd; i++) names[end++] = text[i] as number;
      put(end, atMs, events.read(text, eventStart, eventEnd));
    },
    addText(user, atMs, event) {
      const text = encoder.encode(event);
      const { written } = encoder.encodeInto(user, piece.names.subarray(now.named));
      put(now.named + written, atMs, events.read(text, 0, text.length));
    },
    bad: (line, fault) => void now.bad.push([line, fault]),
    at: (line) => {
      now.line = line;
    },
  };
  /** One a file, as each knows its layout, and the line that it reads next. */
  const readers = new Map<number, { readonly read: LineReader; line: number }>();
  const readerOf = ({ file, source, header, columns, timeUnit }: CsvPiece) => {
    const known = readers.get(file);
    if (known) return known;
    const reader = { read: createCsvReader(source, { columns, timeUnit }, sink), line: 0 };
    reader.read(header, false);
    reader.line = now.line;
    readers.set(file, reader);
    return reader;
  };
  return {
    events,
    read(task, into) {
      piece = into;
      Object.assign(now, { rows: 0, blocks: 0, named: 0, fromMs: Infinity, toMs: -Infinity, bad: [] });
      lasts.fill(-1);
      piece.heads.fill(-1);
      piece.stops.fill(0);
      const reader = readerOf(task);
      const firstLine = reader.line;
      reader.read(task.bytes.subarray(0, task.size), true);
      reader.line = now.line;
      const newReadings = events.readings.slice(toldReadings);
      toldReadings = events.readings.length;
      const { rows, fromMs, toMs, line, bad } = now;
      const badHere = bad.map(([at, fault]) => [at - firstLine, fault] as const);
      return { rows, fromMs, toMs, lines: line - firstLine, bad: badHere, newReadings };
    },
  };
}
