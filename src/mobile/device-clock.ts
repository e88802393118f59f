import type { Clock } from '../provider/platform.ts';

/**
 * The clocks of the engine. Where it has no `performance`, the wall clock stands in, held so that it never runs backwards:
 * a clock that is set back is still found, one that is set forward counts as time that passed, as everywhere.
 */
export function createDeviceClock(): Clock {
  let latestMs = 0;
  return {
    now: () => Date.now(),
    monotonicNow() {
      const { performance } = globalThis as { readonly performance?: { now?(): number } };
      if (performance?.now) return performance.now();
      latestMs = Math.max(latestMs, Date.now());
      return latestMs;
    },
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  };
}
