import type { LineReader, RowSink } from './activity-rows.ts';
import type { ReadOptions } from './activity-source.ts';
import { findColumns } from './find-columns.ts';
import { detectTimeUnit, parseTimeText, type ReadUnit, timeFault } from './parse-time.ts';

const LF = 10;
const decoder = new TextDecoder();

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `user.id` is the field of that name, else the field `id` of the object `user`. */
function fieldAt(fields: Fields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  return path.split('.').reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), fields);
}

/** All that could be a column, one level deep; an object is none. */
const columnsOf = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([key, value]) => (isFields(value) ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key]));

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function parse(line: string): Fields | string {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : `expected a JSON object, came ${shortened(line)}`;
  } catch {
    return `expected a JSON object, came ${shortened(line)}`;
  }
}
const shortened = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Reads one JSON object a line. The columns are found in the first of them that has any. */
export function createNdjsonReader(source: string, options: ReadOptions, sink: RowSink): LineReader {
  let columns: ReturnType<typeof findColumns> | null = null;
  let unit: ReadUnit | null = options.timeUnit ?? null;
  let line = 1;

  const row = (text: string) => {
    const fields = parse(text);
    if (typeof fields === 'string') return sink.bad(line, fields);
    columns ??= findColumns(columnsOf(fields), options.columns ?? {}, source);
    const time = textOf(fieldAt(fields, columns.time));
    unit ??= detectTimeUnit(time, columns.time);
    const atMs = unit === null ? Number.NaN : parseTimeText(time, unit);
    if (Number.isNaN(atMs)) return sink.bad(line, `${columns.time}: ${timeFault(unit, time)}`);
    const user = textOf(fieldAt(fields, columns.user));
    if (user === '') return sink.bad(line, `${columns.user}: expected a name, came nothing`);
    sink.addText(user, atMs, columns.event === null ? '' : textOf(fieldAt(fields, columns.event)));
  };

  return (bytes, isLast) => {
    let at = 0;
    while (at < bytes.length) {
      const found = bytes.indexOf(LF, at);
      if (found < 0 && !isLast) return at;
      const end = found < 0 ? bytes.length : found;
      const text = decoder.decode(bytes.subarray(at, end)).trim();
      if (text !== '') row(text);
      line++;
      at = end + 1;
    }
    return bytes.length;
  };
}
