import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSessionClock } from '../../src/provider/session-clock.ts';
import { createManualClock } from '../support/manual-clock.ts';

const acts = fc.array(
  fc.record({ act: fc.constantFrom('step', 'sleep', 'read', 'check'), ms: fc.integer({ min: -90_000_000, max: 90_000_000 }) }),
  { maxLength: 60 },
);

it('never runs backwards, whatever is done to the wall clock', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.constantFrom('wall' as const, 'monotonic' as const), async (story, kind) => {
      const manual = createManualClock();
      const clock = createSessionClock(manual, kind);
      let latestMs = clock.now();
      for (const { act, ms } of story) {
        if (act === 'step') manual.step(ms);
        else if (act === 'sleep') await manual.sleep(Math.abs(ms), { counts: ms > 0 });
        else if (act === 'check') clock.check();
        const nowMs = clock.now();
        expect(nowMs).toBeGreaterThanOrEqual(latestMs);
        latestMs = nowMs;
      }
    }),
    { numRuns: 500 },
  );
});

it('tells a step once, with its sign, and none that is less than a second', async () => {
  const manual = createManualClock();
  const clock = createSessionClock(manual);
  const startMs = clock.now();
  manual.step(-999);
  expect([clock.check(), clock.now()]).toEqual([0, startMs]);
  manual.step(999);
  await manual.sleep(60_000);
  expect(clock.check()).toBe(0);
  manual.step(-3_600_000);
  expect(clock.now()).toBe(startMs + 60_000);
  expect([clock.hasStepped(), clock.check(), clock.check(), clock.hasStepped()]).toEqual([true, -3_600_000, 0, false]);
  await manual.sleep(1_000);
  expect(clock.now()).toBe(startMs + 61_000);
  expect(clock.fromWall(manual.now())).toBe(startMs + 61_000);
  manual.step(7_200_000);
  expect([clock.check(), clock.now()]).toEqual([7_200_000, startMs + 7_261_000]);
});

it('finds a step backwards that the time since has hidden', async () => {
  const manual = createManualClock();
  const clock = createSessionClock(manual);
  const startMs = clock.now();
  manual.step(-3_600_000);
  await manual.sleep(7_200_000);
  expect([clock.check(), clock.now()]).toEqual([-3_600_000, startMs + 7_200_000]);
});

it('goes on from a time that another process has seen', () => {
  const manual = createManualClock();
  const clock = createSessionClock(manual);
  const laterMs = clock.now() + 5_000;
  clock.goOnFrom(laterMs);
  expect([clock.now(), clock.check(), clock.now()]).toEqual([laterMs, -5_000, laterMs]);
});
