import { batch, signal } from '@preact/signals';
import { extentMs, person, playheadMs, shownMs, sleeps, windowMs } from './state.ts';

export const SPEEDS = [
  ['1 min a second', 60_000],
  ['10 min a second', 600_000],
  ['1 h a second', 3_600_000],
  ['6 h a second', 21_600_000],
  ['1 day a second', 86_400_000],
] as const;

export const isPlaying = signal(false);
/** Milliseconds of the virtual clock in one second. */
export const speed = signal<number>(3_600_000);
let frame = 0;

/** Keeps the playhead in sight. */
function follow(atMs: number): void {
  const [fromMs, toMs] = shownMs.value;
  if (windowMs.value === null || (atMs >= fromMs && atMs <= toMs)) return;
  const spanMs = toMs - fromMs;
  windowMs.value = [atMs - spanMs * 0.1, atMs + spanMs * 0.9];
}

export function jumpTo(atMs: number): void {
  const [fromMs, toMs] = extentMs.value;
  batch(() => {
    playheadMs.value = Math.min(Math.max(atMs, fromMs), toMs);
    follow(playheadMs.value);
  });
}

export const startMs = (): number => playheadMs.value ?? extentMs.value[0];

/** To the next instant at which something happened, or a deadline passed, by any policy. */
export function stepEvent(direction: 1 | -1): void {
  const told = person.value;
  if (!told) return;
  const at = startMs();
  let next = direction > 0 ? Infinity : -Infinity;
  const look = (atMs: number) => {
    if (direction > 0 ? atMs > at && atMs < next : atMs < at && atMs > next) next = atMs;
  };
  for (const atMs of told.times) look(atMs);
  for (const { times } of told.walks) for (const atMs of times) look(atMs);
  if (Number.isFinite(next)) jumpTo(next);
}

function advance(lastMs: number): void {
  frame = requestAnimationFrame((nowMs) => {
    const [, endMs] = extentMs.value;
    jumpTo(startMs() + ((nowMs - lastMs) / 1_000) * speed.value);
    if ((playheadMs.value ?? 0) >= endMs) pause();
    else advance(nowMs);
  });
}

export function play(): void {
  if (isPlaying.value) return;
  if ((playheadMs.value ?? 0) >= extentMs.value[1]) playheadMs.value = extentMs.value[0];
  isPlaying.value = true;
  advance(performance.now());
}
export function pause(): void {
  cancelAnimationFrame(frame);
  isPlaying.value = false;
}

/** The device sleeps from the playhead on: all that follows comes later. */
export function sleep(ms: number): void {
  sleeps.value = [...sleeps.value, { atMs: startMs(), ms }];
}
