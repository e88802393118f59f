import type { LineReader, RowSink } from './activity-rows.ts';
import type { ActivityColumns } from './activity-source.ts';
import { type ByteTable, createByteTable } from './byte-table.ts';
import { createEventReadings, type EventReadings, type Reading } from './event-readings.ts';
import type { ReadUnit } from './parse-time.ts';
import { createCsvReader } from './read-csv.ts';

/** A piece of a CSV file that begins and ends with whole records, below its header. */
export interface CsvPiece {
  /** Pieces are counted over all files, in order. */
  readonly index: number;
  readonly source: string;
  /** With the file's header before it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headerBytes: number;
  readonly columns: ActivityColumns;
  readonly timeUnit: ReadUnit;
}

/** Rows of one share of the users, from one piece. */
export interface Parcel {
  readonly index: number;
  /** The reader that numbered users and readings. */
  readonly from: number;
  readonly users: Int32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly readings: Uint16Array<ArrayBuffer>;
  /** Users that come for the first time, by the reader's number. */
  readonly newUsers: readonly (readonly [number: number, name: Uint8Array<ArrayBuffer>])[];
  /** What the reader's numbers of readings stand for. */
  readonly known: readonly Reading[];
}

/** What was read of a piece, besides its rows. */
export interface PieceReport {
  readonly index: number;
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Lines of the piece, without its header. */
  readonly lines: number;
  /** Lines are counted from 0 below the header. */
  readonly bad: readonly (readonly [line: number, fault: string])[];
}

export interface PieceReader {
  read(piece: CsvPiece): { readonly parcels: readonly Parcel[]; readonly report: PieceReport };
  readonly events: EventReadings;
}

const encoder = new TextEncoder();

/** The share that a user falls into depends on the name alone, so that all readers agree. */
function shareOf(bytes: Uint8Array, start: number, end: number, shares: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % shares;
}

/** Rows of the piece that is read now. Fields, as V8 makes a new number on the heap each time one is written to a variable of a closure. */
const emptyPiece = () => ({ rows: 0, fromMs: Infinity, toMs: -Infinity, line: 1, bad: [] as [number, string][] });

/** Reads pieces in any order, and parcels their rows by users. One of several that share the work. */
export function createPieceReader(from: number, shares: number, overrides?: ReadonlyMap<string, Reading>): PieceReader {
  const users: ByteTable = createByteTable();
  const events = createEventReadings(overrides);
  const now = emptyPiece();
  const counts = new Int32Array(shares);
  let newUsers: [number, Uint8Array<ArrayBuffer>][][] = [];
  let shareOfUser = new Uint8Array(1 << 10);
  let columns = columnsFor(1 << 10);

  const numberOf = (text: Uint8Array, start: number, end: number) => {
    const before = users.size;
    const user = users.intern(text, start, end);
    if (user < before) return user;
    if (user >= shareOfUser.length) {
      const old = shareOfUser;
      shareOfUser = new Uint8Array(old.length * 2);
      shareOfUser.set(old);
    }
    const share = shareOf(text, start, end, shares);
    shareOfUser[user] = share;
    newUsers[share]?.push([user, text.slice(start, end) as Uint8Array<ArrayBuffer>]);
    return user;
  };
  const sink: RowSink = {
    add(text, userStart, userEnd, atMs, eventStart, eventEnd) {
      const user = numberOf(text, userStart, userEnd);
      const share = shareOfUser[user] as number;
      const row = now.rows++;
      columns.users[row] = user;
      columns.times[row] = atMs;
      columns.readings[row] = events.read(text, eventStart, eventEnd);
      columns.shares[row] = share;
      counts[share] = (counts[share] as number) + 1;
      if (atMs < now.fromMs) now.fromMs = atMs;
      if (atMs > now.toMs) now.toMs = atMs;
    },
    addText(user, atMs, event) {
      const name = encoder.encode(user);
      const text = new Uint8Array([...name, ...encoder.encode(event)]);
      sink.add(text, 0, name.length, atMs, name.length, text.length);
    },
    bad: (line, fault) => void now.bad.push([line, fault]),
    at: (line) => {
      now.line = line;
    },
  };
  /** One reader a file, so that each knows its layout; the line that it reads next. */
  const readers = new Map<string, { readonly read: LineReader; line: number }>();
  /** @returns the line, by the reader's count, that is the first below the header */
  const readInto = ({ source, bytes, headerBytes, columns: named, timeUnit }: CsvPiece): number => {
    const known = readers.get(source);
    const reader = known ?? { read: createCsvReader(source, { columns: named, timeUnit }, sink), line: 2 };
    readers.set(source, reader);
    const firstLine = reader.line;
    reader.read(known ? bytes.subarray(headerBytes) : bytes, true);
    reader.line = now.line;
    return firstLine;
  };
  const parcelled = (index: number): Parcel[] => {
    const known = [...events.readings];
    const parcels = Array.from(
      counts,
      (size, share): Parcel => ({
        index,
        from,
        users: new Int32Array(size),
        times: new Float64Array(size),
        readings: new Uint16Array(size),
        newUsers: newUsers[share] ?? [],
        known,
      }),
    );
    const next = new Int32Array(shares);
    for (let row = 0; row < now.rows; row++) {
      const share = columns.shares[row] as number;
      const parcel = parcels[share] as Parcel;
      const at = next[share] as number;
      next[share] = at + 1;
      parcel.users[at] = columns.users[row] as number;
      parcel.times[at] = columns.times[row] as number;
      parcel.readings[at] = columns.readings[row] as number;
    }
    return parcels;
  };
  return {
    events,
    read(piece) {
      Object.assign(now, emptyPiece());
      counts.fill(0);
      newUsers = Array.from({ length: shares }, () => []);
      // The shortest row is `u,0` and its end.
      const room = Math.ceil(piece.bytes.length / 4) + 1;
      if (columns.users.length < room) columns = columnsFor(room);
      const firstLine = readInto(piece);
      const { rows, fromMs, toMs, line, bad } = now;
      const report = {
        index: piece.index,
        rows,
        fromMs,
        toMs,
        lines: line - firstLine,
        bad: bad.map(([at, fault]) => [at - firstLine, fault] as const),
      };
      return { parcels: parcelled(piece.index), report };
    },
  };
}

const columnsFor = (rows: number) => ({
  users: new Int32Array(rows),
  times: new Float64Array(rows),
  readings: new Uint16Array(rows),
  shares: new Uint8Array(rows),
});
