import type { Clock } from '../../src/provider/platform.ts';
import { EPOCH_MS } from './arbitrary.ts';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Time that moves when told to. Timers follow the monotonic clock, as in every engine. */
export interface ManualClock extends Clock {
  /** Time passes and timers fire in order, each followed by the microtasks it caused. */
  advance(ms: number): Promise<void>;
  /** The device sleeps: the wall clock goes on, timers fire late, once, at the end. `counts`: the monotonic clock goes on, too. */
  sleep(ms: number, options?: { counts?: boolean }): Promise<void>;
  /** Somebody sets the wall clock. */
  step(ms: number): void;
  readonly timers: number;
}

/** Long enough for the promises that follow one another in a transaction. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve();
}

export function createManualClock(startMs = EPOCH_MS): ManualClock {
  let wallMs = startMs;
  let monotonicMs = 5_000;
  const timers = new Map<number, Timer>();
  let nextId = 1;
  const fireDue = async () => {
    for (;;) {
      const due = [...timers].filter(([, { dueMs }]) => dueMs <= monotonicMs).sort(([, a], [, b]) => a.dueMs - b.dueMs)[0];
      if (!due) return;
      timers.delete(due[0]);
      due[1].run();
      await settle();
    }
  };
  return {
    now: () => wallMs,
    monotonicNow: () => monotonicMs,
    setTimeout(run, ms) {
      timers.set(nextId, { dueMs: monotonicMs + ms, run });
      return nextId++;
    },
    clearTimeout: (timer) => void timers.delete(timer as number),
    async advance(ms) {
      await settle();
      const endMs = monotonicMs + ms;
      for (;;) {
        const next = Math.min(endMs, ...[...timers.values()].map(({ dueMs }) => dueMs));
        wallMs += Math.max(0, next - monotonicMs);
        monotonicMs = Math.max(monotonicMs, next);
        await fireDue();
        if (next === endMs) return;
      }
    },
    async sleep(ms, { counts = true } = {}) {
      await settle();
      wallMs += ms;
      if (counts) monotonicMs += ms;
      await fireDue();
    },
    step(ms) {
      wallMs += ms;
    },
    get timers() {
      return timers.size;
    },
  };
}
