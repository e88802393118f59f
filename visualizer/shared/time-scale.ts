const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
  91 * DAY,
  364 * DAY,
];

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const exact = new Intl.DateTimeFormat('en-GB', { minute: '2-digit', second: '2-digit', hour: '2-digit', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A time axis of `width` pixels. */
export interface TimeScale {
  readonly width: number;
  x(atMs: number): number;
  at(x: number): number;
  ticks(): { readonly atMs: number; readonly label: string; readonly isDay: boolean }[];
}

export function createTimeScale([fromMs, toMs]: readonly [number, number], wanted: number, everyPx = 90): TimeScale {
  const width = Math.max(1, wanted);
  const spanMs = Math.max(1, toMs - fromMs);
  return {
    width,
    x: (atMs) => ((atMs - fromMs) / spanMs) * width,
    at: (x) => fromMs + (x / width) * spanMs,
    ticks() {
      const leastMs = (spanMs / width) * everyPx;
      const step = STEPS.find((one) => one >= leastMs) ?? (STEPS.at(-1) as number);
      const count = Math.floor(toMs / step) - Math.ceil(fromMs / step) + 1;
      return Array.from({ length: Math.max(0, count) }, (_, index) => {
        const atMs = (Math.ceil(fromMs / step) + index) * step;
        const isDay = atMs % DAY === 0;
        return { atMs, isDay, label: isDay ? day.format(atMs) : step < MINUTE ? exact.format(atMs) : clock.format(atMs) };
      });
    },
  };
}

/** The same instant stays under the pointer. */
export function zoomed([fromMs, toMs]: readonly [number, number], aroundMs: number, factor: number): readonly [number, number] {
  const spanMs = Math.max(SECOND, (toMs - fromMs) * factor);
  const share = (aroundMs - fromMs) / Math.max(1, toMs - fromMs);
  const startMs = aroundMs - share * spanMs;
  return [startMs, startMs + spanMs];
}
