import { unref } from './event-emitter.ts';

/** Unix epoch milliseconds, and timers. */
export interface LedgerClock {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const systemClock: LedgerClock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => unref(setTimeout(run, ms)),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
