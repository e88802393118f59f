import { expect, it } from 'vitest';
import { diffSessions, type SimulatedSession } from '../../src/tools/index.ts';

const session = (startTimeMs: number, endTimeMs: number, user = 'ann'): SimulatedSession => ({
  policy: 'p',
  user,
  ordinal: 1,
  startTimeMs,
  endTimeMs,
  startReason: 'load',
  endReason: 'inactivity',
  events: 1,
});
const fatesOf = (from: readonly SimulatedSession[], to: readonly SimulatedSession[]) =>
  diffSessions(from, to).examples.map(({ fate, byMs }) => `${fate} ${byMs}`);

it('tells sessions that are merged, split, shifted and the same', () => {
  expect(fatesOf([session(0, 10), session(20, 30)], [session(0, 30)])).toEqual(['merged 10']);
  expect(fatesOf([session(0, 30)], [session(0, 10), session(20, 30)])).toEqual(['split 10']);
  expect(fatesOf([session(0, 10)], [session(4, 10)])).toEqual(['shifted 4']);
  expect(fatesOf([session(0, 10), session(20, 30)], [session(0, 25), session(28, 40)])).toEqual(['regrouped 17']);
  expect(fatesOf([session(0, 10)], [session(0, 10)])).toEqual([]);
});

it('tells sessions without a counterpart, and keeps users apart', () => {
  expect(fatesOf([session(0, 10)], [session(20, 25)])).toEqual(['gone 10', 'new 5']);
  expect(fatesOf([session(0, 10)], [session(0, 10, 'bob')])).toEqual(['gone 10', 'new 10']);
});

it('does not merge sessions of one policy that touch', () => {
  const touching = [session(0, 10), session(10, 20)];
  expect(fatesOf(touching, touching)).toEqual(['regrouped 0']);
});

it('gives the largest moves first, as many as are wanted', () => {
  const from = [1, 3, 2].map((ms) => session(ms * 1_000, ms * 1_000 + 10));
  const to = [1, 3, 2].map((ms) => session(ms * 1_000 + ms, ms * 1_000 + 10));
  const users = (list: readonly SimulatedSession[]) => list.map((one, index) => ({ ...one, user: `u${index}` }));
  const { examples, medianByMs, maxByMs, fates } = diffSessions(users(from), users(to), 2);
  expect(examples.map(({ byMs }) => byMs)).toEqual([3, 2]);
  expect([medianByMs, maxByMs]).toEqual([2, 3]);
  expect(fates.get('shifted')).toEqual({ moves: 3, from: 3, to: 3 });
});
