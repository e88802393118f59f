import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { triggerEvent } from '../../machines/triggers.ts';

const policy: SessionPolicy = {
  name: 'first',
  startOn: ['load.first', 'input'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 1_000 } },
  then: 'wait',
  scope: 'origin',
};

it('starts a session with the first load of a scope, and with no later one', () => {
  const told: string[] = [];
  let ids = 0;
  const steps = startSteps({ policy, generateId: () => `s${++ids}` }, ({ type, session, atMs }) =>
    told.push(`${type} ${session.id} ${atMs}`),
  );
  steps.send(triggerEvent('load', 0));
  steps.send(triggerEvent('load', 5_000));
  steps.send(triggerEvent('input.click', 6_000));
  expect(told).toEqual(['started s1 0', 'ended s1 0', 'started s2 6000']);
});

it('takes any load for one where the policy lists the root', () => {
  const told: string[] = [];
  const steps = startSteps({ policy: { ...policy, startOn: ['load'] }, generateId: () => 's' }, ({ type, session }) =>
    told.push(`${type} ${session.startReason}`),
  );
  steps.send(triggerEvent('load', 0));
  steps.send(triggerEvent('load', 5_000));
  expect(told).toEqual(['started load', 'ended load', 'started load']);
});
