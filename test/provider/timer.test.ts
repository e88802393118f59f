import { expect, it } from 'vitest';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { testPolicy, watch } from '../support/watch.ts';

const endAfter = { inactivity: { ms: 30 * MINUTE_MS } };

it('starts the next session where a timer finds the last one over, if the policy says so', async () => {
  const { clock, story } = watch({ policy: { ...testPolicy, startOn: ['load', 'timer'], then: 'wait', endAfter } });
  await clock.advance(65 * MINUTE_MS);
  expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity', 'started s2 30', 'ended s2 30 inactivity', 'started s3 60']);
});

it('waits in the background where nothing happened since, if the policy wants a timer of the foreground', async () => {
  const policy = { ...testPolicy, startOn: ['load', 'timer.foreground'], then: 'wait', endAfter } as const;
  const { clock, sessions, story } = watch({ policy });
  sessions.notify('background');
  await clock.advance(65 * MINUTE_MS);
  expect(story()).toEqual(['started s1 0', 'backgrounded s1 0', 'ended s1 0 inactivity']);
});
