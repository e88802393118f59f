import type { TimeScale } from '../shared/time-scale.ts';
import type { Person, PersonSession } from './messages.ts';

/** First index whose time is not before `atMs`. */
function indexAt(times: Float64Array, atMs: number, from = 0): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Strokes {
  readonly active: string;
  readonly away: string;
  readonly back: string;
}

/**
 * What happened, as three paths. One mark a pixel and kind at the most: rows that fall into a pixel that is drawn already are
 * skipped, not read, so a hundred thousand events are drawn as fast as a thousand.
 */
export function strokesOf({ times, kinds, names }: Person, scale: TimeScale, [left, y]: readonly [number, number]): Strokes {
  const paths = { active: '', away: '', back: '' };
  const isAway = names.map((name) => name.startsWith('background'));
  const isBack = names.map((name) => name.startsWith('foreground'));
  const endMs = scale.at(scale.width);
  for (let row = indexAt(times, scale.at(0)); row < times.length && (times[row] as number) <= endMs; ) {
    const pixel = Math.floor(scale.x(times[row] as number));
    const end = indexAt(times, scale.at(pixel + 1), row + 1);
    const x = left + pixel + 0.5;
    // Of a pixel with very many, the first and the last few tell.
    let hasActive = false;
    for (let i = row; i < end; i = i === row + 8 && end - i > 16 ? end - 8 : i + 1) {
      const kind = kinds[i] ?? 0;
      if (isAway[kind]) paths.away += `M${x - 4},${y}h8l-4,7z`;
      else if (isBack[kind]) paths.back += `M${x - 4},${y + 32}h8l-4,-7z`;
      else hasActive = true;
    }
    if (hasActive) paths.active += `M${x},${y + 8}v16`;
    row = end;
  }
  return paths;
}

/** Sessions too short to be told apart are drawn as one; `count` says how many. */
export interface Bar {
  readonly first: PersonSession;
  readonly x: number;
  readonly endX: number;
  readonly count: number;
}

const LEAST_PX = 3;

/** The sessions in sight, as bars that do not lie on each other. */
export function barsOf(sessions: readonly PersonSession[], scale: TimeScale): Bar[] {
  const bars: Bar[] = [];
  for (const session of sessions) {
    const x = scale.x(session.startTimeMs);
    const endX = Math.max(x + LEAST_PX, scale.x(session.endTimeMs));
    if (endX < 0) continue;
    if (x > scale.width) break;
    const last = bars.at(-1);
    const isNarrow = last !== undefined && endX - x < 2 * LEAST_PX && last.endX - last.x < 40;
    if (last && isNarrow && x < last.endX + 1) bars[bars.length - 1] = { ...last, endX: Math.max(last.endX, endX), count: last.count + 1 };
    else bars.push({ first: session, x, endX, count: 1 });
  }
  return bars;
}
