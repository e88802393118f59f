import { expect, it } from 'vitest';
import { policies } from '../../src/policies/index.ts';
import { loadActivity } from '../../visualizer/simulate/activity.ts';
import { compareSessions } from '../../visualizer/simulate/compare-sessions.ts';
import type { PersonSession } from '../../visualizer/simulate/messages.ts';
import { followPerson } from '../../visualizer/simulate/person.ts';
import { runPolicies } from '../../visualizer/simulate/run-policies.ts';

const SAMPLE = { kind: 'sample', users: 12, days: 5, seed: 4 } as const;

it('counts one person the same as all together, and keeps what happened when', async () => {
  const activity = await loadActivity(SAMPLE);
  const { sessions, results } = await runPolicies(activity, policies);
  expect([...activity.rows.values()].reduce((sum, { times }) => sum + times.length, 0)).toBe(activity.events);
  for (const user of activity.rows.keys()) {
    const person = await followPerson(activity, user, { policies: policies.slice(0, 4), sleeps: [] });
    expect(person.sessions).toEqual(sessions.slice(0, 4).map((own) => own.get(user) ?? []));
  }
  results.forEach((result, index) => {
    const all = [...(sessions[index]?.values() ?? [])].flat();
    expect([all.length, result.durations.reduce((sum, count) => sum + count, 0)]).toEqual([result.sessions, result.sessions]);
  });
});

it.each(policies)('walks through the chart to the very sessions that the simulator counts: $name', async (policy) => {
  const activity = await loadActivity(SAMPLE);
  for (const user of [...activity.rows.keys()].slice(0, 4)) {
    const { walks, sessions } = await followPerson(activity, user, { policies: [policy], sleeps: [] });
    const ended = walks[0]?.flatMap(({ told }) => told.filter((text) => text.startsWith('ended'))) ?? [];
    expect(ended).toEqual(
      (sessions[0] ?? []).filter(({ endReason }) => endReason !== 'open').map(({ endReason }) => `ended: ${endReason}`),
    );
  }
});

it('moves what happens after a sleep, and nothing before it', async () => {
  const activity = await loadActivity(SAMPLE);
  const [user = ''] = activity.rows.keys();
  const times = activity.rows.get(user)?.times ?? new Float64Array();
  const atMs = times[10] ?? 0;
  const { times: slept } = await followPerson(activity, user, { policies: [], sleeps: [{ atMs, ms: 1_000 }] });
  expect([...slept]).toEqual([...times].map((timeMs) => (timeMs > atMs ? timeMs + 1_000 : timeMs)));
});

const session = (ordinal: number, startTimeMs: number, endTimeMs: number): PersonSession => ({
  ordinal,
  startTimeMs,
  endTimeMs,
  startReason: 'input',
  endReason: 'inactivity',
  events: 1,
});

it('groups what overlaps, and names what became of it', () => {
  const first = new Map([['ada', [session(1, 0, 10), session(2, 20, 30), session(3, 40, 50), session(4, 90, 95)]]]);
  const second = new Map([['ada', [session(1, 0, 10), session(2, 20, 22), session(3, 25, 30), session(4, 40, 55), session(5, 70, 80)]]]);
  const { examples } = compareSessions(first, second, [0, 1]);
  expect(examples.map((one) => [one.kind, one.first.map(({ ordinal }) => ordinal), one.second.map(({ ordinal }) => ordinal)])).toEqual([
    ['same', [1], [1]],
    ['split', [2], [2, 3]],
    ['ends-differently', [3], [4]],
    ['only-second', [], [5]],
    ['only-first', [4], []],
  ]);
});
