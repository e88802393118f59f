export interface SampleOptions {
  readonly users: number;
  readonly days: number;
  /** The same seed gives the same rows. */
  readonly seed: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Monday 6 January 2025, 00:00 UTC. */
const FROM_MS = 1_736_121_600_000;
/** How busy each hour of a user's day is. */
const RHYTHM = [3, 2, 1, 1, 1, 2, 5, 9, 12, 12, 11, 11, 13, 12, 11, 10, 10, 11, 13, 16, 18, 17, 12, 7] as const;
const RHYTHM_SUM = RHYTHM.reduce((sum, weight) => sum + weight, 0);
const NAMES = ['page_view', 'click', 'background', 'foreground'] as const;
const PAGE = 0;
const CLICK = 1;
const BACKGROUND = 2;
const FOREGROUND = 3;

interface Chance {
  /** In [0, 1). */
  unit(): number;
  /** Log-normal: half lie below `median`; the larger `spread`, the longer the tail. */
  around(median: number, spread: number): number;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, the same on every machine. */
function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return { unit, around: (median, spread) => median * Math.exp(spread * normal()) };
}

type Add = (atMs: number, what: number) => void;

/** An instant of one day, by the rhythm of the user's. */
function moment(chance: Chance, dayMs: number, shiftHours: number): number {
  let left = chance.unit() * RHYTHM_SUM;
  const hour = RHYTHM.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return dayMs + ((hour + shiftHours + 24) % 24) * HOUR_MS + chance.unit() * HOUR_MS;
}

/** One visit: pages and clicks, seconds apart as a rule and sometimes half an hour; some people look elsewhere meanwhile. */
function visit(chance: Chance, fromMs: number, add: Add): void {
  let atMs = fromMs;
  add(atMs, PAGE);
  const stays = chance.unit() < 0.35 ? 0 : Math.min(400, chance.around(7, 1.1));
  for (let step = 1; step <= stays; step++) {
    atMs += Math.min(3 * HOUR_MS, chance.around(11_000, 1.7));
    if (chance.unit() < 0.06) {
      add(atMs, BACKGROUND);
      atMs += Math.min(6 * HOUR_MS, chance.around(3 * MINUTE_MS, 1.8));
      add(atMs, FOREGROUND);
      atMs += 500 + chance.unit() * 4_000;
    }
    add(atMs, chance.unit() < 0.3 ? PAGE : CLICK);
  }
  if (chance.unit() < 0.5) add(atMs + chance.around(20_000, 1.2), BACKGROUND);
}

/**
 * Rows of made-up activity, `user_id,timestamp_ms,event` sorted by time: page views, clicks, and apps that go to the
 * background and come back, by day more than by night; a few people come all the time, most now and then.
 *
 * @returns the CSV in pieces, header first.
 */
export function* sampleActivity({ users, days, seed }: SampleOptions): Generator<string> {
  const chance = createChance(seed);
  const rows: { readonly atMs: number; readonly user: number; readonly what: number }[] = [];
  const endMs = FROM_MS + days * DAY_MS;
  for (let user = 1; user <= users; user++) {
    const visitsADay = Math.min(12, chance.around(0.55, 1));
    const shiftHours = Math.floor(chance.unit() * 5) - 2;
    const add: Add = (atMs, what) => {
      if (atMs < endMs) rows.push({ atMs: Math.floor(atMs), user, what });
    };
    for (let day = 0; day < days; day++) {
      const visits = Math.floor(visitsADay + chance.unit());
      const starts = Array.from({ length: visits }, () => moment(chance, FROM_MS + day * DAY_MS, shiftHours));
      for (const startMs of starts) visit(chance, startMs, add);
    }
  }
  rows.sort((a, b) => a.atMs - b.atMs || a.user - b.user);
  yield 'user_id,timestamp_ms,event\n';
  for (let from = 0; from < rows.length; from += 4_096) {
    const piece = rows.slice(from, from + 4_096);
    yield piece.map(({ atMs, user, what }) => `u${user},${atMs},${NAMES[what]}\n`).join('');
  }
}
