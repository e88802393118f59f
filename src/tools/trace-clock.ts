/** The virtual clock of a trace. */
export interface TraceClock {
  /** Milliseconds since the trace began, by the clock that never jumps. */
  elapsedMs: number;
  /** By how much the wall clock was set back so far. */
  readonly backMs: number;
  /**
   * Session time, Unix epoch milliseconds: a forward jump of the wall clock is elapsed time, after a step backwards time
   * goes on from where it was.
   */
  nowMs(): number;
  jump(byMs: number): void;
}

/** @param isMonotonic the policy measures with a clock that does not jump. */
export function createTraceClock(startTimeMs: number, isMonotonic: boolean): TraceClock {
  let aheadMs = 0;
  let backMs = 0;
  const clock: TraceClock = {
    elapsedMs: 0,
    get backMs() {
      return backMs;
    },
    nowMs: () => startTimeMs + clock.elapsedMs + (isMonotonic ? 0 : aheadMs),
    jump(byMs) {
      if (byMs >= 0) aheadMs += byMs;
      else backMs -= byMs;
    },
  };
  return clock;
}
