import type { LineReader, RowSink } from './activity-rows.ts';
import { ActivityError, type ReadOptions } from './activity-source.ts';
import { createCsvRecord, fieldText, isTooLong, MAX_RECORD_BYTES, scanCsvRecord } from './csv-record.ts';
import { findColumns } from './find-columns.ts';
import { detectTimeUnit, parseTime, type ReadUnit, timeFault } from './parse-time.ts';

const LF = 10;
const CR = 13;

/** The one of comma, semicolon and tab that the header has most of. */
export function delimiterOf(header: Uint8Array): number {
  const counts = [44, 59, 9].map((code) => [code, header.filter((byte) => byte === code).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

interface Layout {
  readonly delimiter: number;
  readonly columns: number;
  readonly user: number;
  readonly time: number;
  /** -1 where there is none. */
  readonly event: number;
  readonly timeName: string;
}

function layoutOf(line: Uint8Array, source: string, options: CsvOptions): Layout {
  const delimiter = delimiterOf(line);
  const record = createCsvRecord(1_000);
  scanCsvRecord(line, 0, delimiter, record, true);
  const header = Array.from({ length: record.count }, (_, column) => fieldText(line, record, column).trim());
  const found = findColumns(header, options.columns ?? {}, source);
  return {
    delimiter,
    columns: header.length,
    user: header.indexOf(found.user),
    time: header.indexOf(found.time),
    event: found.event === null ? -1 : header.indexOf(found.event),
    timeName: found.time,
  };
}

interface CsvOptions extends Omit<ReadOptions, 'timeUnit'> {
  readonly timeUnit?: ReadUnit | undefined;
}

/** Reads CSV whose first line names its columns; separated by commas, semicolons or tabs. */
export function createCsvReader(source: string, options: CsvOptions, sink: RowSink): LineReader {
  let layout: Layout | null = null;
  let unit: ReadUnit | null = options.timeUnit ?? null;
  let line = 1;
  let record = createCsvRecord(0);
  /** Within a line that is too long. */
  let isSkipping = false;

  const row = (bytes: Uint8Array, { columns, user, time, event, timeName }: Layout) => {
    if (record.isTorn) return sink.bad(line, 'expected a delimiter after the closing quote, came more text');
    if (record.count !== columns) return sink.bad(line, `expected ${columns} fields as in the header, came ${record.count}`);
    const from = record.starts[time] as number;
    const to = record.ends[time] as number;
    if (unit === null) {
      unit = detectTimeUnit(fieldText(bytes, record, time), timeName);
      if (unit !== null) sink.unit?.(unit);
    }
    const atMs = unit === null ? Number.NaN : parseTime(bytes, from, to, unit);
    if (Number.isNaN(atMs)) return sink.bad(line, `${timeName}: ${timeFault(unit, fieldText(bytes, record, time))}`);
    if (record.starts[user] === record.ends[user]) return sink.bad(line, 'user: expected a name, came nothing');
    const isPlain = !record.isEscaped[user] && !(event >= 0 && record.isEscaped[event]);
    if (!isPlain) return sink.addText(fieldText(bytes, record, user), atMs, event < 0 ? '' : fieldText(bytes, record, event));
    const eventStart = event < 0 ? 0 : (record.starts[event] as number);
    const eventEnd = event < 0 ? 0 : (record.ends[event] as number);
    sink.add(bytes, record.starts[user] as number, record.ends[user] as number, atMs, eventStart, eventEnd);
  };

  const begin = (bytes: Uint8Array, isLast: boolean): number => {
    let from = 0;
    while (bytes[from] === LF || bytes[from] === CR) if (bytes[from++] === LF) line++;
    const end = bytes.indexOf(LF, from);
    if ((end < 0 ? bytes.length : end) - from > MAX_RECORD_BYTES)
      throw new ActivityError(`${source}: expected a header line of at most 1 MiB, came a longer one`);
    if (end < 0 && !isLast) return from;
    if (from === bytes.length) throw new ActivityError(`${source}: expected a header line that names the columns, came nothing`);
    layout = layoutOf(bytes.subarray(from, end < 0 ? bytes.length : end), source, options);
    record = createCsvRecord(Math.max(layout.user, layout.time, layout.event) + 1);
    line++;
    return end < 0 ? bytes.length : end + 1;
  };

  /** What is too long costs its first line, all of it; so does a quote that never closes. */
  const skipLine = (bytes: Uint8Array, from: number, isLast: boolean): number => {
    const end = bytes.indexOf(LF, from);
    const isLong = (end < 0 ? bytes.length : end) - from > MAX_RECORD_BYTES;
    sink.bad(line, isLong ? 'expected a line of at most 1 MiB, came a longer one' : 'expected a closing quote within 1 MiB, came none');
    line++;
    isSkipping = end < 0 && !isLast;
    return end < 0 ? bytes.length : end + 1;
  };

  return (bytes, isLast) => {
    let at = 0;
    if (layout === null) at = begin(bytes, isLast);
    if (layout === null) return at;
    if (isSkipping) {
      const end = bytes.indexOf(LF);
      if (end < 0) return bytes.length;
      isSkipping = false;
      at = end + 1;
    }
    while (at < bytes.length) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) {
        at += bytes[at] === LF ? 1 : 2;
        line++;
        continue;
      }
      const next = scanCsvRecord(bytes, at, layout.delimiter, record, isLast);
      if (next < 0 && !isLast && bytes.length - at <= MAX_RECORD_BYTES) return at;
      if (next < 0 || isTooLong(bytes, at, next)) {
        at = skipLine(bytes, at, isLast);
        continue;
      }
      row(bytes, layout);
      line += record.lines;
      at = next;
    }
    sink.at?.(line);
    return at;
  };
}
