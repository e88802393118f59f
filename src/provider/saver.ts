import type { SessionPolicy } from '../../machines/policy.ts';
import type { Pulse } from '../../machines/pulse.ts';

/** Activity is on its way to the store this long after it happened, so that it is there within two seconds, and at once when the stored deadline is near. */
const SAVE_EVERY_MS = 1_500;
const NEAR_DEADLINE_MS = 4_000;

/** Writes what only keeps a session alive now and then: at the leading edge of an interval, and what follows at its end. */
export interface Saver {
  /** When what is not written yet is to be; `Infinity` where all is. */
  dueMs(): number;
  /** What happens before this instant need not be noted. */
  readonly notedUntilMs: number;
  /** Something was taken that changes the record. */
  note(atMs: number): void;
  save(nowMs: number): void;
}

export function createSaver(policy: SessionPolicy, pulse: Pulse, commit: () => void, arm: () => void): Saver {
  let nextMs = -Infinity;
  const save = (nowMs: number) => {
    nextMs = Math.min(nowMs + SAVE_EVERY_MS, pulse.deadlineMs - NEAR_DEADLINE_MS);
    saver.notedUntilMs = -Infinity;
    commit();
  };
  const saver = {
    /** Once a write is due it is that instant. */
    notedUntilMs: policy.persist === 'start' ? Infinity : -Infinity,
    dueMs: () => (saver.notedUntilMs === -Infinity ? Infinity : saver.notedUntilMs),
    note(atMs: number) {
      if (atMs < saver.notedUntilMs) return;
      // A page that nobody sees has its timers late.
      if (atMs >= nextMs) return save(atMs);
      saver.notedUntilMs = nextMs;
      arm();
    },
    save,
  };
  return saver;
}
