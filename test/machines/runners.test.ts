import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { policies, type Step, stories } from '../support/arbitrary.ts';
import { behindPulse, foreignRecord, type Ran, runActor, runSteps } from '../support/runners.ts';

/** Divides the million: `npm run test:quick` sets it. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 520);
const SIZE = 2_000;
// The million takes minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 600_000 });

function send(ran: Ran, step: Step): void {
  if ('event' in step) return ran.send(step.event);
  ran.settle();
  const own = ran.record();
  if (!own) return;
  const record = foreignRecord(step.foreign, own, step.atMs);
  ran.send({ type: 'session.sync', atMs: step.atMs, record, ...(step.foreign === 'revoke' && { revoke: true }) });
}

it('gives the same states and changes in the actor and the stepper, bare and behind the pulse, over a million events', () => {
  let events = 0;
  fc.assert(
    fc.property(policies, stories(SIZE), (policy, story) => {
      const bare = runSteps(policy);
      const others = [runActor(policy), behindPulse(runActor(policy), policy), behindPulse(runSteps(policy), policy)];
      for (const step of story) {
        send(bare, step);
        for (const ran of others) {
          send(ran, step);
          if (ran.state !== bare.state) expect([ran.name, step, ran.state]).toEqual([ran.name, step, bare.state]);
        }
      }
      for (const ran of others) {
        ran.settle();
        if (JSON.stringify(ran.changes) !== JSON.stringify(bare.changes)) expect([ran.name, ran.changes]).toEqual([ran.name, bare.changes]);
        expect(ran.record()).toEqual(bare.record());
      }
      events += story.length;
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(events).toBeGreaterThanOrEqual(RUNS * SIZE);
});
