import type { RecordCheck } from './document.ts';

/** A day: more than any two clocks of one device differ by time zone mistakes. */
const MAX_AHEAD_MS = 86_400_000;

/** Refuses a record from the far future: it was written under a wrong clock, and to go on from there would be wrong for ever. */
export const checkTime =
  (check: RecordCheck, now: () => number): RecordCheck =>
  (value) => {
    const checked = check(value);
    if ('faults' in checked) return checked;
    const latestMs = now() + MAX_AHEAD_MS;
    const isAhead = ([key, field]: [string, unknown]) => key.endsWith('Ms') && typeof field === 'number' && field > latestMs;
    const ahead = Object.entries(checked.record).find(isAhead);
    if (!ahead) return checked;
    const fault = { path: ahead[0], expected: `at most ${latestMs}, a day from now`, received: String(ahead[1]), hint: '' };
    return { faults: [fault], isNewer: false };
  };
