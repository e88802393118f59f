import type { TimeUnit } from './activity-source.ts';

const ZERO = 48;
const decoder = new TextDecoder();

/** From here on a number cannot be meant as seconds (the year 5138), and below it not as milliseconds (before March 1973). */
const MS_FROM = 1e11;
/** From here on it is microseconds or nanoseconds. */
const MS_TO = 1e14;
const NUMBER = /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i;

/**
 * The unit that a file's times are read in. In `epoch-ms` the first of them is of a size that only milliseconds since
 * 1970 have, so that a smaller one is of another unit; `ms` may also count from the start of a recording.
 */
export type ReadUnit = TimeUnit | 'epoch-ms';

const UNIT_NAMES: Readonly<Record<ReadUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  'epoch-ms': 'milliseconds',
  iso: 'ISO 8601',
};

/** @returns the digits in `bytes[start, end)` as a number, -1 where there is anything else. Exact up to 15 digits. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function numberIn(bytes: Uint8Array, start: number, end: number): number {
  const whole = digits(bytes, start, end);
  return whole >= 0 ? whole : decimal(decoder.decode(bytes.subarray(start, end)));
}

/** The text as a number; `NaN` where it is none in decimal, unlike `Number`, for which a space is 0 and `0x10` is 16. */
function decimal(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * An instant in ISO 8601, or with a space for the `T`. Without an offset it is UTC, on every machine.
 *
 * @returns Unix epoch milliseconds, what is finer cut off; `NaN` where it is none, 30 February say.
 */
function parseIso(text: string): number {
  const found = ISO.exec(text.trim());
  if (!found) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const isDay = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || !isDay || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const ms = Number((found[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offsetMs(found[8]);
}

function offsetMs(offset = 'Z'): number {
  if (offset.length < 3) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The form that most exports have, `2024-03-01T10:00:00[.123]Z`, without a string. @returns -1 for any other. */
function plainIsoMs(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if ((length !== 20 && length !== 24) || bytes[end - 1] !== 90 || bytes[start + 10] !== 84 || bytes[start + 13] !== 58) return -1;
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45 || bytes[start + 16] !== 58) return -1;
  if (length === 24 && bytes[start + 19] !== 46) return -1;
  const day = dayOf(digits(bytes, start, start + 4), digits(bytes, start + 5, start + 7), digits(bytes, start + 8, start + 10));
  const hour = digits(bytes, start + 11, start + 13);
  const minute = digits(bytes, start + 14, start + 16);
  const second = digits(bytes, start + 17, start + 19);
  const ms = length === 24 ? digits(bytes, start + 20, start + 23) : 0;
  if (day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ms < 0) return -1;
  return day * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms;
}

/** Days since 1970-01-01 (Howard Hinnant, days_from_civil); -1 where only the slow way can tell. */
function dayOf(year: number, month: number, day: number): number {
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 28) return -1;
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** @returns Unix epoch milliseconds, rounded to whole ones; `NaN` where the bytes are no time of this unit. */
export function parseTime(bytes: Uint8Array, start: number, end: number, unit: ReadUnit): number {
  if (unit === 'iso') {
    const plainMs = plainIsoMs(bytes, start, end);
    return plainMs >= 0 ? plainMs : parseIso(decoder.decode(bytes.subarray(start, end)));
  }
  return toMs(numberIn(bytes, start, end), unit);
}

/** As `parseTime`, of text. */
export const parseTimeText = (text: string, unit: ReadUnit): number => (unit === 'iso' ? parseIso(text) : toMs(decimal(text), unit));

/** @returns milliseconds; `NaN` where the size of the number says that it is another unit. */
function toMs(value: number, unit: Exclude<ReadUnit, 'iso'>): number {
  const size = Math.abs(value);
  if (!(size < (unit === 's' ? MS_FROM : MS_TO)) || (unit === 'epoch-ms' && size < MS_FROM)) return Number.NaN;
  return Math.round(unit === 's' ? value * 1_000 : value);
}

/** What the time column's name says of its unit, `timestamp_ms` say. */
function unitNamed(column: string): 's' | 'ms' | null {
  if (/(_ms|Ms|millis(econds)?)$/.test(column)) return 'ms';
  return /(_s|_secs?|_seconds|Seconds)$/.test(column) ? 's' : null;
}

/** The unit of a file, told by the name of its time column, else by its first time; `null` where that is no time at all. */
export function detectTimeUnit(text: string, column: string): ReadUnit | null {
  if (!Number.isNaN(parseIso(text))) return 'iso';
  const size = Math.abs(decimal(text));
  if (!(size < MS_TO)) return null;
  const named = unitNamed(column);
  return named !== 's' && size >= MS_FROM ? 'epoch-ms' : (named ?? 's');
}

function otherUnit(unit: ReadUnit | null, size: number): string {
  if (size >= MS_TO) return ' (microseconds or nanoseconds?)';
  if (unit === 's' && size >= MS_FROM) return ' (milliseconds?)';
  return unit === 'epoch-ms' && size < MS_FROM ? ' (seconds?)' : '';
}

export const timeFault = (unit: ReadUnit | null, came: string): string => {
  const expected =
    unit === null ? 'seconds, milliseconds or ISO 8601' : `${unit === 'iso' ? 'an instant in' : 'a number of'} ${UNIT_NAMES[unit]}`;
  return `expected ${expected}, came ${came.trim() === '' ? 'nothing' : JSON.stringify(came)}${otherUnit(unit, Math.abs(decimal(came)))}`;
};
