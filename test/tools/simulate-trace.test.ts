import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { randomTrace } from '../../parity/random-trace.ts';
import { policies } from '../../src/policies/index.ts';
import { diffSessions, parseTrace, playTrace, simulateTrace, simulateTraces } from '../../src/tools/index.ts';

const M = 60_000;
const policy: SessionPolicy = {
  name: 'tested',
  startOn: ['load', 'input'],
  extendOn: ['load', 'input'],
  endAfter: { inactivity: { ms: 30 * M } },
  then: 'wait',
  scope: 'origin',
};
const at = (minute: number, op: string, arg?: unknown) => [minute * M, op, arg];
const on = (tab: string, minute: number, op: string) => ({ t: minute * M, do: op, tab });
/** Minutes from start to end, the end's reason, tabs and events. */
const told = (steps: readonly unknown[], overrides: Partial<SessionPolicy> = {}) =>
  simulateTrace({ name: 't', trace: parseTrace({ steps }) }, { ...policy, ...overrides }, { startTimeMs: 0 }).sessions.map(
    ({ startTimeMs, endTimeMs, endReason, tabs, events }) => `${startTimeMs / M}-${endTimeMs / M} ${endReason} ${tabs.join('')} ${events}`,
  );

it('tells one session where several pages share it, and ends it by the last of them', () => {
  const steps = [at(1, 'reload'), on('B', 5, 'open'), on('B', 10, 'activity'), on('B', 11, 'close'), at(20, 'activity'), at(60, 'dom')];
  expect(told(steps)).toEqual(['0-20 inactivity AB 5', '60-60 inactivity A 1']);
  expect(told(steps, { scope: 'tab' })).toEqual(['0-20 inactivity A 2', '5-11 inactivity B 3', '60-60 inactivity A 1']);
});

it('takes the later end where pages that do not follow each other saw one session end', () => {
  const steps = [on('B', 1, 'open'), on('A', 20, 'activity'), on('B', 25, 'activity')];
  expect(told(steps, { adopt: 'on-load' })).toEqual(['0-25 inactivity AB 3']);
});

it('ends the session of a page when it goes, and leaves one open that nothing ends', () => {
  const lonely = { scope: 'page', endAfter: {} } as const;
  expect(told([at(2, 'activity'), at(5, 'close'), at(7, 'open'), at(9, 'crash')], lonely)).toEqual([
    '0-5 shutdown A 2',
    '7-9 unexpected_termination A 1',
  ]);
  expect(told([at(2, 'activity'), at(5, 'close')], { endAfter: {} })).toEqual(['0-5 open A 2']);
});

it('starts nothing after the last step', () => {
  expect(told([at(1, 'activity')], { then: 'renew' })).toEqual(['0-1 inactivity A 1']);
});

it('sees at the samples what playing alone sees, and puts traces together', () => {
  for (const seed of [1, 2, 3, 4]) {
    const trace = randomTrace(seed, ['A', 'B']);
    for (const one of policies) {
      const { samples, sessions } = simulateTrace({ name: 't', trace }, one);
      expect(samples).toEqual(playTrace(trace, one));
      expect(sessions.every(({ startTimeMs, endTimeMs, tabs }) => startTimeMs <= endTimeMs && tabs.length > 0)).toBe(true);
      expect(diffSessions(sessions, sessions).maxByMs ?? 0).toBe(0);
    }
  }
  const traces = [1, 2].map((seed) => ({ name: `trace ${seed}`, trace: randomTrace(seed) }));
  const alone = traces.map((one) => simulateTrace(one, policy));
  const heard: string[] = [];
  const { events, policies: tallies } = simulateTraces(traces, { policies: [policy], onSession: ({ user }) => void heard.push(user) });
  expect(events).toBe(alone.reduce((sum, one) => sum + one.events, 0));
  expect(tallies[0]).toMatchObject({ sessions: alone.flatMap(({ sessions }) => sessions).length, users: 2 });
  expect(heard).toEqual(alone.flatMap(({ sessions }) => sessions.map(({ user }) => user)));
});
