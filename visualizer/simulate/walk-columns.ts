import type { Walk, WalkStep } from './messages.ts';

type Shape = Walk['shapes'][number];

const NONE = Infinity;
const UNTOLD = Number.NaN;

const deadlineIn = (ms: WalkStep['deadlineMs']) => (ms === null ? NONE : ms === 'untold' ? UNTOLD : ms);
const deadlineOut = (ms: number): WalkStep['deadlineMs'] => (Number.isNaN(ms) ? 'untold' : ms === NONE ? null : ms);

/** Steps as columns: thousands of objects would keep the page busy when it takes them over from the worker. */
export function packWalk(steps: readonly WalkStep[]): Walk {
  const shapes: Shape[] = [];
  const known = new Map<string, number>();
  const kinds = new Uint16Array(steps.length);
  const [times, deadlines] = [new Float64Array(steps.length), new Float64Array(steps.length)];
  steps.forEach(({ atMs, deadlineMs, ...shape }, index) => {
    const key = JSON.stringify(shape);
    const kind = known.get(key) ?? shapes.push(shape) - 1;
    known.set(key, kind);
    kinds[index] = kind;
    times[index] = atMs;
    deadlines[index] = deadlineIn(deadlineMs);
  });
  return { times, deadlines, kinds, shapes };
}

function stepOf({ times, deadlines, kinds, shapes }: Walk, index: number): WalkStep | null {
  const shape = shapes[kinds[index] ?? 0];
  if (index < 0 || index >= times.length || !shape) return null;
  return { ...shape, atMs: times[index] as number, deadlineMs: deadlineOut(deadlines[index] as number) };
}

/** The last step at or before the instant. */
export function stepAt(walk: Walk, atMs: number): WalkStep | null {
  let low = 0;
  let high = walk.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((walk.times[middle] as number) <= atMs) low = middle + 1;
    else high = middle;
  }
  return stepOf(walk, low - 1);
}
