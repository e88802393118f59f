const DAY_MS = 86_400_000;
const UNITS = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Exact to the millisecond, so that what is compared can be compared by the reader: `31 min 4.123 s`, `4 h`, `0 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === Infinity) return '∞';
  let rest = ms;
  const parts: string[] = [];
  for (const [name, unitMs] of UNITS) {
    const whole = Math.floor(rest / unitMs);
    rest -= whole * unitMs;
    if (whole > 0) parts.push(`${whole} ${name}`);
  }
  if (rest > 0 || parts.length === 0) parts.push(`${Number((rest / 1_000).toFixed(3))} s`);
  return parts.join(' ');
}

/** `12:03:04.123`: UTC, whatever the locale and the time zone. */
export const formatTime = (atMs: number): string => (isDate(atMs) ? new Date(atMs).toISOString().slice(11, -1) : String(atMs));
const isDate = (atMs: number) => Math.abs(atMs) <= 8.64e15;

/** An instant beside another: its day, too, where that differs. */
export function formatInstant(atMs: number, besideMs: number): string {
  const isSameDay = Math.floor(atMs / DAY_MS) === Math.floor(besideMs / DAY_MS);
  return isSameDay || !isDate(atMs) ? formatTime(atMs) : `${new Date(atMs).toISOString().slice(5, 10)} ${formatTime(atMs)}`;
}

/** As many characters as tell ids apart in a line. */
const ID_LENGTH = 8;
export const shortId = (id: string): string => (id.length > ID_LENGTH ? `${id.slice(0, ID_LENGTH)}…` : id);

/** @returns the text in `width` characters at the most. */
export const clip = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
