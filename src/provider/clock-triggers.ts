import type { Trigger } from '../../machines/policy.ts';

interface Step {
  /** By how much the wall clock stepped; 0 for not at all. */
  readonly stepMs: number;
  /** Session time. */
  readonly nowMs: number;
  /** Start of the live session, or of the last. */
  readonly startMs: number;
  /** The policy's inactivity. */
  readonly limitMs: number;
}

/** What a step of the wall clock is called. One backwards may be two things at once. */
export function clockTriggers({ stepMs, nowMs, startMs, limitMs }: Step): readonly Trigger[] {
  if (stepMs === 0) return [];
  if (stepMs > 0) return ['clock.forward'];
  const isBeforeStart = nowMs + stepMs < startMs;
  const isBeyondLimit = -stepMs > limitMs;
  return [
    ...(isBeforeStart ? (['clock.backward.before-start'] as const) : []),
    ...(isBeyondLimit ? (['clock.backward.beyond-limit'] as const) : []),
    ...(isBeforeStart || isBeyondLimit ? [] : (['clock.backward.within-limit'] as const)),
  ];
}
