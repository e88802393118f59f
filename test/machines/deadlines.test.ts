import { describe, expect, it } from 'vitest';
import type { Limits, SessionPolicy, Trigger } from '../../machines/policy.ts';
import { triggerEvent } from '../../machines/triggers.ts';
import { MINUTE_MS as M } from '../support/arbitrary.ts';
import { runSteps } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';

type Story = readonly (readonly [minute: number, trigger: Trigger])[];
/** When, why and with which end a session is over that begins with a click at 0, in minutes. */
function over(endAfter: Limits, story: Story = [], policy: Partial<SessionPolicy> = {}) {
  const ran = runSteps({ ...testPolicy, extendOn: ['input'], ...policy, endAfter });
  for (const [minute, trigger] of [[0, 'input.click'], ...story] as Story) ran.send(triggerEvent(trigger, minute * M));
  const { deadlineMs } = ran.runner.context;
  const before = ran.changes.length;
  ran.send({ type: 'session.tick', atMs: deadlineMs - 1 });
  expect(ran.changes).toHaveLength(before);
  ran.send({ type: 'session.tick', atMs: deadlineMs });
  const ended = ran.changes.at(-1)?.session;
  return [deadlineMs / M, ended?.endReason, (ended?.endTimeMs ?? 0) / M];
}
const inclusive = true;
const MS = 1 / M;

describe('a deadline', () => {
  it('is exclusive where the SDK compares with >=, and a millisecond later where it compares with >', () => {
    expect(over({ inactivity: { ms: 30 * M } })).toEqual([30, 'inactivity', 0]);
    expect(over({ inactivity: { ms: 30 * M, inclusive } })).toEqual([30 + MS, 'inactivity', 0]);
    expect(over({ duration: { ms: 30 * M, inclusive } })).toEqual([30 + MS, 'max_duration', 30 + MS]);
    expect(over({ background: { ms: 30 * M, inclusive } }, [[7, 'background']])).toEqual([37 + MS, 'background_timeout', 7]);
  });

  it('is exact for spans longer than a timer can wait', () => {
    expect(over({ duration: { ms: 400 * 24 * 60 * M } })).toEqual([576_000, 'max_duration', 576_000]);
  });

  it('has the reason of the highest rank where limits coincide', () => {
    const at30 = { ms: 30 * M };
    const away: Story = [[0, 'background']];
    const midnight = { endOn: ['day'] as const };
    expect(over({ inactivity: at30, background: at30, duration: at30 }, away)).toEqual([30, 'max_duration', 30]);
    expect(over({ inactivity: at30, background: at30 }, away)).toEqual([30, 'background_timeout', 0]);
    const day = { ms: 24 * 60 * M };
    expect(over({ inactivity: day, background: day }, away, midnight)).toEqual([1440, 'day_boundary', 0]);
    expect(over({ inactivity: day, background: day, duration: day }, away, midnight)).toEqual([1440, 'max_duration', 1440]);
    expect(over({ inactivity: { ms: 30 * M - 1, inclusive }, duration: at30 })).toEqual([30, 'max_duration', 30]);
  });

  it('stands still like a stopwatch where the limit does not run', () => {
    const foreground = { ms: 30 * M, while: 'foreground' } as const;
    expect(
      over({ inactivity: foreground }, [
        [10, 'background'],
        [70, 'foreground'],
      ]),
    ).toEqual([90, 'inactivity', 70]);
    expect(
      over({ duration: foreground }, [
        [10, 'background'],
        [70, 'foreground'],
        [80, 'background'],
        [100, 'foreground'],
      ]),
    ).toEqual([110, 'max_duration', 110]);
    const background = { ms: 30 * M, while: 'background' } as const;
    expect(over({ inactivity: background }, [[600, 'background']])).toEqual([630, 'inactivity', 600]);
    expect(
      over({ inactivity: background }, [
        [10, 'background'],
        [20, 'foreground'],
        [25, 'background'],
      ]),
    ).toEqual([45, 'inactivity', 25]);
    const open = { ms: 30 * M, while: 'open' } as const;
    expect(
      over({ inactivity: open }, [
        [10, 'unload'],
        [5000, 'load'],
      ]),
    ).toEqual([5020, 'inactivity', 5000]);
    const closed = { ms: 30 * M, while: 'closed' } as const;
    expect(
      over({ background: closed }, [
        [10, 'background'],
        [20, 'unload'],
      ]),
    ).toEqual([50, 'background_timeout', 20]);
  });

  it('counts the background from the close of the last context, hidden before or not, until one is seen again', () => {
    const background = { ms: 30 * M };
    const closed: Story = [[10, 'unload']];
    expect(over({ background }, closed)).toEqual([40, 'background_timeout', 10]);
    expect(over({ background }, [...closed, [12, 'background']])).toEqual([40, 'background_timeout', 12]);
    expect(over({ background }, [[5, 'background'], ...closed])).toEqual([35, 'background_timeout', 10]);
    expect(over({ background }, [...closed, [39, 'load'], [80, 'unload']])).toEqual([110, 'background_timeout', 80]);
  });

  it('falls on the multiples of a poll', () => {
    expect(over({ inactivity: { ms: 15 * M, everyMs: 4 * M } }, [[2, 'input.click']])).toEqual([20, 'inactivity', 2]);
    expect(over({ inactivity: { ms: 16 * M, everyMs: 4 * M } })).toEqual([16, 'inactivity', 0]);
    expect(over({ inactivity: { ms: 16 * M, inclusive, everyMs: 4 * M } })).toEqual([20, 'inactivity', 0]);
    expect(over({ duration: { ms: 15 * M, everyMs: 4 * M } })).toEqual([16, 'max_duration', 16]);
    const paused = { ms: 5 * M, everyMs: 7 * M, while: 'foreground' } as const;
    expect(
      over({ inactivity: paused }, [
        [6, 'background'],
        [20, 'foreground'],
      ]),
    ).toEqual([21, 'inactivity', 20]);
  });

  it('counts activity no closer than the policy says', () => {
    expect(
      over(
        { inactivity: { ms: 30 * M } },
        [
          [1, 'input.click'],
          [4, 'input.click'],
        ],
        { extendEveryMs: 2 * M },
      ),
    ).toEqual([34, 'inactivity', 4]);
  });
});

it('renews at the instant of the deadline, and not again while nobody is there', () => {
  const ran = runSteps({ ...testPolicy, then: 'renew' });
  ran.send(triggerEvent('load', 0));
  ran.send(triggerEvent('input.click', 1000 * M));
  expect(ran.changes.map(({ type, session, atMs }) => [type, session.id, atMs / M, session.startReason])).toEqual([
    ['started', 's1', 0, 'load'],
    ['ended', 's1', 0, 'load'],
    ['started', 's2', 30, 'renewal'],
    ['ended', 's2', 30, 'renewal'],
    ['started', 's3', 1000, 'input.click'],
  ]);
});

it('does not renew while every context is closed', () => {
  const ran = runSteps({ ...testPolicy, then: 'renew' });
  for (const [minute, trigger] of [
    [0, 'load'],
    [5, 'unload'],
    [1000, 'load'],
  ] as Story)
    ran.send(triggerEvent(trigger, minute * M));
  expect(ran.changes.map(({ type, atMs }) => [type, atMs / M])).toEqual([
    ['started', 0],
    ['ended', 5],
    ['started', 1000],
  ]);
});

it('never starts again where the policy stops', () => {
  const ran = runSteps({ ...testPolicy, then: 'stop' });
  for (const minute of [0, 60, 120]) ran.send(triggerEvent('input.click', minute * M));
  expect([ran.state, ran.changes.map(({ type }) => type)]).toEqual(['closed', ['started', 'ended']]);
});
