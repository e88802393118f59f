import type { SessionPolicy } from '../../machines/policy.ts';
import type { Clock } from './platform.ts';

/** Steps smaller than this are what NTP does all day. */
const STEP_MS = 1_000;

/**
 * The time that sessions are measured in: Unix epoch milliseconds that never run backwards. A forward gap counts as elapsed
 * time (a device that slept and a clock set forward cannot be told apart). After a step backwards time goes on from where it
 * was, by an offset to the wall clock.
 */
export interface SessionClock {
  now(): number;
  /** Turns a record's own wall-clock time into session time. */
  fromWall(wallMs: number): number;
  /** A step was found while reading the time, and waits for `check`. */
  hasStepped(): boolean;
  /** Goes on from `atMs`, if the wall clock is behind it: another process has seen that time already. */
  goOnFrom(atMs: number): void;
  /** Compares with the monotonic clock. @returns by how much the wall clock stepped since the last call, 0 for less than a second */
  check(): number;
}

export function createSessionClock(clock: Clock, kind: SessionPolicy['clock'] = 'wall'): SessionClock {
  return kind === 'wall' ? createWallClock(clock) : createMonotonicClock(clock);
}

function createWallClock(clock: Clock): SessionClock {
  let offsetMs = 0;
  let latestMs = clock.now();
  let anchorMs = latestMs;
  let anchorMonotonicMs = clock.monotonicNow();
  let steppedMs = 0;

  const compare = () => {
    const monotonicMs = clock.monotonicNow();
    const expectedMs = anchorMs + (monotonicMs - anchorMonotonicMs);
    anchorMs = clock.now() + offsetMs;
    anchorMonotonicMs = monotonicMs;
    const stepMs = anchorMs - expectedMs;
    if (stepMs <= -STEP_MS) {
      offsetMs -= stepMs;
      anchorMs = expectedMs;
    }
    if (Math.abs(stepMs) >= STEP_MS) steppedMs += stepMs;
    latestMs = Math.max(latestMs, anchorMs);
  };
  return {
    now() {
      const atMs = clock.now() + offsetMs;
      if (atMs === latestMs) return atMs;
      // A second or more since the last look, or back: whether the clock was set is for the other clock to say.
      if (Math.abs(atMs - latestMs) >= STEP_MS) compare();
      else if (atMs > latestMs) latestMs = atMs;
      return latestMs;
    },
    fromWall: (wallMs) => wallMs + offsetMs,
    hasStepped: () => steppedMs !== 0,
    goOnFrom(atMs) {
      const stepMs = clock.now() + offsetMs - atMs;
      if (stepMs >= 0) return;
      offsetMs -= stepMs;
      anchorMs -= stepMs;
      latestMs = Math.max(latestMs, atMs);
      if (stepMs <= -STEP_MS) steppedMs += stepMs;
    },
    check() {
      compare();
      const stepMs = steppedMs;
      steppedMs = 0;
      return stepMs;
    },
  };
}

function createMonotonicClock(clock: Clock): SessionClock {
  let originMs = clock.now() - clock.monotonicNow();
  const now = () => originMs + clock.monotonicNow();
  return {
    now,
    fromWall: (wallMs) => wallMs - (clock.now() - now()),
    hasStepped: () => false,
    goOnFrom(atMs) {
      originMs += Math.max(0, atMs - now());
    },
    check: () => 0,
  };
}
