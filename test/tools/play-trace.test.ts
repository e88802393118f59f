import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { parseTrace, playTrace } from '../../src/tools/index.ts';

const M = 60_000;
const policy: SessionPolicy = {
  name: 'tested',
  startOn: ['load', 'input'],
  extendOn: ['load', 'input'],
  endAfter: { inactivity: { ms: 30 * M } },
  then: 'wait',
  scope: 'origin',
};
/** Ids at the samples, tab by tab where there are several. */
const seen = (steps: readonly unknown[], overrides: Partial<SessionPolicy> = {}, blocked = false) =>
  playTrace(parseTrace({ steps, blocked }), { ...policy, ...overrides })
    .map(({ tab, session }) => `${tab}${session ?? '-'}`)
    .join(' ');
const at = (minute: number, op: string, arg?: unknown) => [minute * M, op, arg];
const on = (tab: string, minute: number, op: string) => ({ t: minute * M, do: op, tab });

it('keeps a session over a reload, a crash and a closed tab, and ends it on time', () => {
  const life = [at(1, 'reload'), at(2, 'sample'), at(3, 'crash'), at(4, 'open'), at(5, 'close'), at(20, 'open'), at(21, 'sample')];
  expect(seen([at(0, 'sample'), ...life, at(49, 'sample'), at(50, 'sample')])).toBe('A0 A0 A0 A0 A-');
});

it('shows the id of a session that is over for as long as the policy lets it linger', () => {
  expect(seen([at(31, 'sample'), at(40, 'sample')], { lingerMs: 5 * M })).toBe('A0 A-');
  expect(seen([at(31, 'sample'), at(40, 'sample')], { lingerMs: null })).toBe('A0 A0');
});

it('keeps sessions in memory where nothing can be stored, or has none if the policy says so', () => {
  const steps = [at(0, 'sample'), at(1, 'reload'), at(1, 'sample')];
  expect(seen(steps, {}, true)).toBe('A0 A1');
  expect(seen(steps, { withoutStore: 'none' }, true)).toBe('A- A-');
  expect(seen([at(1, 'block'), ...steps.slice(1)])).toBe('A0');
});

it('gives each tab its own session, or all tabs one', () => {
  const steps = [on('B', 1, 'open'), at(2, 'sample'), on('A', 20, 'activity'), at(45, 'sample')];
  expect(seen(steps)).toBe('A0 B0 A0 B0');
  expect(seen(steps, { scope: 'tab' })).toBe('A0 B1 A0 B-');
});

it('lets a tab follow the others at once, with its own activity, or when it loads', () => {
  const apart = [on('B', 0, 'open'), on('A', 40, 'activity'), at(41, 'sample'), on('B', 42, 'activity'), at(43, 'sample')];
  expect(seen(apart)).toBe('A0 B0 A0 B0');
  expect(seen(apart, { adopt: 'on-activity' })).toBe('A0 B- A0 B0');
  expect(seen(apart, { adopt: 'on-load' })).toBe('A0 B- A0 B1');
});

it('takes up the stored session with the first activity of a page only, where the policy says so', () => {
  const lazy = { adopt: 'on-first-activity', startOn: ['input'], extendOn: ['input'] } as const;
  expect(seen([at(1, 'activity'), at(2, 'reload'), at(3, 'sample'), at(4, 'activity'), at(5, 'sample')], lazy)).toBe('A- A0');
});

it('lets a timer start the next session where the policy names it, and late where the page was frozen', () => {
  const idle = [at(31, 'sample'), at(61, 'sample')];
  expect(seen(idle, { startOn: ['load', 'timer'] })).toBe('A0 A1');
  expect(seen(idle, { startOn: ['load', 'timer.background'] })).toBe('A- A-');
  const frozen = [at(1, 'hidden'), at(2, 'freeze'), at(40, 'sample'), at(100, 'resume'), at(101, 'sample')];
  expect(seen(frozen, { startOn: ['load', 'timer'] })).toBe('A- A0');
});

it('keeps a session by heartbeats while the page is visible, open, or in use', () => {
  const beats = { extendOn: ['heartbeat'], heartbeatEveryMs: 10 * M } as const;
  const steps = [at(29, 'sample'), at(59, 'sample'), at(60, 'hidden'), at(120, 'sample')];
  expect(seen(steps, beats)).toBe('A0 A0 A-');
  expect(seen(steps, { ...beats, heartbeatWhile: 'open' })).toBe('A0 A0 A0');
  expect(seen([at(25, 'telemetry'), ...steps.slice(1)], { ...beats, heartbeatWhile: 'used' })).toBe('A- A-');
  expect(seen([at(15, 'telemetry'), at(54, 'sample'), at(56, 'sample')], { ...beats, heartbeatWhile: 'used' })).toBe('A0 A-');
});

it('takes a forward jump of the clock for elapsed time, and tells the policy of a step back', () => {
  expect(seen([at(1, 'clock', 40 * M), at(2, 'sample')])).toBe('A-');
  expect(seen([at(1, 'clock', 40 * M), at(2, 'sample')], { clock: 'monotonic' })).toBe('A0');
  const back = [at(0, 'sample'), at(1, 'clock', -40 * M), at(2, 'activity'), at(3, 'sample')];
  expect(seen(back)).toBe('A0 A0');
  expect(seen(back, { endOn: ['clock.backward.beyond-limit'] })).toBe('A0 A1');
});

it('says which step needs a page that is not there', () => {
  expect(() => seen([at(1, 'close'), at(2, 'activity')])).toThrow('activity at 120000 ms: expected an open tab, tab A is not');
  expect(() => seen([at(1, 'open')])).toThrow('open at 60000 ms: expected a closed tab, tab A is not');
});
