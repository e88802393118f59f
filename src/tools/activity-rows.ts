import { createActivityBlock, type UserRows } from './activity-block.ts';
import type { BadLine } from './activity-source.ts';
import type { ByteTable } from './byte-table.ts';
import type { EventReadings } from './event-readings.ts';
import type { ReadUnit } from './parse-time.ts';

/** Where readers put what they read. */
export interface RowSink {
  /** One row; user and event are ranges of `bytes`. */
  add(bytes: Uint8Array, userStart: number, userEnd: number, atMs: number, eventStart: number, eventEnd: number): void;
  addText(user: string, atMs: number, event: string): void;
  bad(line: number, fault: string): void;
  /** The unit of time that the first row told. */
  unit?(unit: ReadUnit): void;
  /** The line that is read next. */
  at?(line: number): void;
}

/**
 * Takes the whole lines at the beginning of `bytes`; `isLast`: no more come, so an unfinished one is whole too.
 *
 * @returns how many bytes it took; the rest comes again with what follows.
 */
export type LineReader = (bytes: Uint8Array, isLast: boolean) => number;

export interface RowOptions {
  readonly users: ByteTable;
  readonly events: EventReadings;
  /** Rows held at once; then they are handed on, by user and in order. */
  readonly capacity: number;
  readonly onRows: (rows: UserRows, isLast: boolean) => void;
  readonly onBadLine: (bad: BadLine) => void;
}

export interface ActivityRows {
  /** Source that the rows come from now, for what is told of bad lines. */
  from(source: string): RowSink;
  /** Hands on what is held; no more comes. */
  end(): void;
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const encoder = new TextEncoder();

/** Numbers users and events and collects rows in blocks of columns. */
export function collectRows({ users, events, capacity, onRows, onBadLine }: RowOptions): ActivityRows {
  const block = createActivityBlock(capacity);
  let scratch = new Uint8Array(256);
  let source = '';
  let count = 0;
  let fromMs = Infinity;
  let toMs = -Infinity;

  const flush = (isLast: boolean) => {
    if (block.size > 0) onRows(block.byUser(users.size), isLast);
    block.clear();
  };
  const push = (user: number, atMs: number, reading: number) => {
    if (block.size === capacity) flush(false);
    block.push(user, atMs, reading);
    count++;
    if (atMs < fromMs) fromMs = atMs;
    if (atMs > toMs) toMs = atMs;
  };
  const sink: RowSink = {
    add(bytes, userStart, userEnd, atMs, eventStart, eventEnd) {
      push(users.intern(bytes, userStart, userEnd), atMs, events.read(bytes, eventStart, eventEnd));
    },
    addText(user, atMs, event) {
      if ((user.length + event.length) * 3 > scratch.length) scratch = new Uint8Array((user.length + event.length) * 3);
      const userEnd = encoder.encodeInto(user, scratch).written;
      const eventEnd = userEnd + encoder.encodeInto(event, scratch.subarray(userEnd)).written;
      sink.add(scratch, 0, userEnd, atMs, userEnd, eventEnd);
    },
    bad: (line, fault) => onBadLine({ source, line, fault }),
  };
  return {
    from(name) {
      source = name;
      return sink;
    },
    end: () => flush(true),
    get count() {
      return count;
    },
    get fromMs() {
      return fromMs;
    },
    get toMs() {
      return toMs;
    },
  };
}
