import { expect, it } from 'vitest';
import { policies } from '../../src/policies/index.ts';
import { diffSessions, type SimulatedSession } from '../../src/tools/index.ts';
import { loadActivity } from '../../visualizer/simulate/load-activity.ts';
import { comparePolicies, runPolicies } from '../../visualizer/simulate/run-policies.ts';

const SAMPLE = { kind: 'sample', users: 12, days: 5, seed: 4 } as const;

const told = ({ policy: _, user: __, ...session }: SimulatedSession) => session;

it('counts one person the same as all together, and keeps what happened when', async () => {
  const activity = await loadActivity(SAMPLE);
  const { sessions, results } = await runPolicies(activity, policies);
  expect([...activity.rows.values()].reduce((sum, { times }) => sum + times.length, 0)).toBe(activity.events);
  for (const user of activity.rows.keys()) {
    const person = await activity.follow(user, { policies: policies.slice(0, 4), sleeps: [] });
    expect(person.sessions).toEqual(sessions.slice(0, 4).map((own) => own.filter((session) => session.user === user).map(told)));
  }
  results.forEach((result, index) => {
    expect([sessions[index]?.length, result.durations.reduce((sum, count) => sum + count, 0)]).toEqual([result.sessions, result.sessions]);
  });
});

it.each(policies)('walks through the chart to the very sessions that the simulator counts: $name', async (policy) => {
  const activity = await loadActivity(SAMPLE);
  for (const user of [...activity.rows.keys()].slice(0, 4)) {
    const { walks, sessions } = await activity.follow(user, { policies: [policy], sleeps: [] });
    const ended = [...(walks[0]?.kinds ?? [])].flatMap(
      (kind) => walks[0]?.shapes[kind]?.told.filter((text) => text.startsWith('ended')) ?? [],
    );
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
  const { times: slept } = await activity.follow(user, { policies: [], sleeps: [{ atMs, ms: 1_000 }] });
  expect([...slept]).toEqual([...times].map((timeMs) => (timeMs > atMs ? timeMs + 1_000 : timeMs)));
});

it.each([
  ['A', 'B', 0, 1],
  ['B', 'A', 1, 0],
] as const)('says what the command line says of a move from %s to %s', async (_from, _to, from, to) => {
  const run = await runPolicies(await loadActivity(SAMPLE), policies.slice(0, 2));
  const { examplesByFate, pair, ...told } = comparePolicies(run, [from, to]);
  expect(pair).toEqual([from, to]);
  expect(told).toEqual(diffSessions(run.sessions[from] ?? [], run.sessions[to] ?? []));
  expect(told.examples.length).toBeGreaterThan(5);
  for (const [fate, moves] of examplesByFate) {
    expect(new Set(moves.map((move) => move.fate))).toEqual(new Set(moves.length > 0 ? [fate] : []));
    expect(moves.length).toBe(fate === 'same' ? 0 : Math.min(10, told.fates.get(fate)?.moves ?? 0));
  }
});
