import type { LineReader, RowSink } from './activity-rows.ts';
import type { ActivityColumns } from './activity-source.ts';
import { hashOf } from './byte-table.ts';
import { createEventReadings, type EventReadings, type Reading } from './event-readings.ts';
import type { ReadUnit } from './parse-time.ts';
import type { PieceSlot } from './piece-slot.ts';
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
  /** Bytes of the slot that it takes. */
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
  /** Names that are not in the slot as such, for they have doubled quotes. */
  readonly names: readonly string[];
  /** Readings that this reader had none of before; their numbers go on from the last. */
  readonly newReadings: readonly Reading[];
}

/** Reads pieces, each file's in order. One of several that share the work. */
export interface PieceReader {
  read(piece: CsvPiece, slot: PieceSlot): PieceReport;
  readonly events: EventReadings;
}

const encoder = new TextEncoder();

/** The share that a user falls into depends on the name alone, so that all readers agree. */
const shareOf = (hash: number, shares: number): number => (Math.imul(hash, 0x9e3779b1) >>> 16) % shares;

export function createPieceReader(shares: number, overrides?: ReadonlyMap<string, Reading>): PieceReader {
  const events = createEventReadings(overrides);
  /** Of the piece that is read now. Fields, as V8 makes a new number on the heap each time one is written to a variable of a closure. */
  const now = { rows: 0, fromMs: Infinity, toMs: -Infinity, line: 2, bad: [] as [number, string][], names: [] as string[] };
  const lasts = new Int32Array(shares);
  let slot: PieceSlot;
  let toldReadings = 0;

  const put = (start: number, end: number, hash: number, atMs: number, reading: number) => {
    const row = now.rows++;
    slot.starts[row] = start;
    slot.ends[row] = end;
    slot.hashes[row] = hash;
    slot.times[row] = atMs;
    slot.readings[row] = reading;
    slot.nexts[row] = -1;
    const share = shareOf(hash, shares);
    const last = lasts[share] as number;
    if (last < 0) slot.heads[share] = row;
    else slot.nexts[last] = row;
    lasts[share] = row;
    if (atMs < now.fromMs) now.fromMs = atMs;
    if (atMs > now.toMs) now.toMs = atMs;
  };
  const sink: RowSink = {
    add(text, userStart, userEnd, atMs, eventStart, eventEnd) {
      put(userStart, userEnd, hashOf(text, userStart, userEnd), atMs, events.read(text, eventStart, eventEnd));
    },
    addText(user, atMs, event) {
      const name = encoder.encode(user);
      const text = encoder.encode(event);
      put(-now.names.push(user), 0, hashOf(name, 0, name.length), atMs, events.read(text, 0, text.length));
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
    read(piece, into) {
      slot = into;
      Object.assign(now, { rows: 0, fromMs: Infinity, toMs: -Infinity, bad: [], names: [] });
      lasts.fill(-1);
      slot.heads.fill(-1);
      const reader = readerOf(piece);
      const firstLine = reader.line;
      reader.read(slot.bytes.subarray(0, piece.size), true);
      reader.line = now.line;
      const newReadings = events.readings.slice(toldReadings);
      toldReadings = events.readings.length;
      const { rows, fromMs, toMs, line, bad, names } = now;
      const badHere = bad.map(([at, fault]) => [at - firstLine, fault] as const);
      return { rows, fromMs, toMs, lines: line - firstLine, bad: badHere, names, newReadings };
    },
  };
}
