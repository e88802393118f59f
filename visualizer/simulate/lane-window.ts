import { zoomed } from '../shared/time-scale.ts';
import { extentMs, playheadMs, shownMs, windowMs } from './state.ts';

type Window = readonly [fromMs: number, toMs: number];

/** Within the time line; `null` where all of it is shown. */
function clamp([fromMs, toMs]: Window): Window | null {
  const [startMs, endMs] = extentMs.value;
  const spanMs = toMs - fromMs;
  if (spanMs >= endMs - startMs) return null;
  const leftMs = Math.min(Math.max(fromMs, startMs), endMs - spanMs);
  return [leftMs, leftMs + spanMs];
}

/** Zooms by a factor, around the playhead where it is in sight. */
export function zoom(factor: number, aroundMs?: number): void {
  const [fromMs, toMs] = shownMs.value;
  const at = playheadMs.value;
  const middle = at !== null && at > fromMs && at < toMs ? at : (fromMs + toMs) / 2;
  windowMs.value = clamp(zoomed([fromMs, toMs], aroundMs ?? middle, factor));
}

/** Moves by a share of what is shown. */
export function pan(share: number, of: Window = shownMs.value): void {
  const byMs = (of[1] - of[0]) * share;
  windowMs.value = clamp([of[0] + byMs, of[1] + byMs]);
}
