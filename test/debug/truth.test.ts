import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionInput } from '../../machines/context.ts';
import { recordOf } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { Runner } from '../../machines/pulse.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import type { ChartDecision } from '../../src/debug/decisions.ts';
import { formatDecision } from '../../src/debug/index.ts';
import type { TracedStep } from '../../src/debug/traced-chart.ts';
import { watchRunner } from '../../src/debug/watched-runner.ts';
import { startActor } from '../../src/full/actor-runner.ts';
import type { StartRunner } from '../../src/provider/engine.ts';
import { policies, type Step, stories } from '../support/arbitrary.ts';
import { counter, foreignRecord } from '../support/runners.ts';
import { answerOf, durationsIn } from './judge.ts';

const RUNS = Math.ceil(Number(process.env.PROPERTY_RUNS ?? 520) / 8);
const RUNNERS: Readonly<Record<string, StartRunner>> = {
  'the stepper': startSteps,
  'the actor': startActor(
    undefined,
    () => {},
    () => {},
  ),
};

interface Heard {
  readonly step: TracedStep;
  readonly decision: ChartDecision;
  /** What the runner that counts told of the event. */
  readonly told: readonly SessionChange[];
}

function play(start: StartRunner, policy: SessionPolicy, story: readonly Step[]) {
  const heard: Heard[] = [];
  const differences: string[] = [];
  let told: SessionChange[] = [];
  const input: SessionInput = { policy, generateId: counter(), random: () => 0.4 };
  const runner: Runner = watchRunner(start, {
    begin() {},
    answerDay() {},
    differ: (event, error) => differences.push(`${event.type} ${String(error)}`),
    hear(event, step) {
      const { before, after, transitions } = step;
      const made = { seq: heard.length + 1, atMs: event.atMs, count: 1, lastMs: event.atMs };
      const decision: ChartDecision = { ...made, kind: 'chart', event, again: false, from: before.state, to: after.state, transitions };
      heard.push({ step, decision, told });
    },
  })(input, (change) => told.push(change));
  const send = (event: SessionEvent) => {
    told = [];
    runner.send(event);
  };
  for (const one of story) {
    if ('event' in one) send(one.event);
    else {
      const own = recordOf(runner.context);
      if (!own) continue;
      const record = foreignRecord(one.foreign, own, one.atMs);
      send({ type: 'session.sync', atMs: one.atMs, record, ...(one.foreign === 'revoke' && { revoke: true }) });
    }
  }
  return { heard, differences };
}

const shortened = ({ type, session }: SessionChange) => `${type} ${session.id}${type === 'ended' ? ` (${session.endReason})` : ''}`;
const OUTCOME = /(?:ended s[\dx]+ \(\w+\)|(?:started|resumed|backgrounded|foregrounded|updated) s[\dx]+)/g;

describe.each(Object.entries(RUNNERS))('debug mode beside %s', (_, start) => {
  it('tells what the chart did, in changes and in lines, whatever the policy and the events', () => {
    fc.assert(
      fc.property(policies, stories(300), (policy, story) => {
        const { heard, differences } = play(start, policy, story);
        expect(differences).toEqual([]);
        for (const { step, decision, told } of heard) {
          expect(step.changes).toEqual(told);
          const lines = formatDecision(decision);
          expect(lines.length).toBeGreaterThan(0);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
          expect([lines, lines.flatMap((line) => line.split(' → ')[1]?.match(OUTCOME) ?? [])]).toEqual([lines, told.map(shortened)]);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('tells of each guard the values that lead to its answer, and of each limit what it was compared with', () => {
    const asked = new Set<string>();
    fc.assert(
      fc.property(policies, stories(300), (policy, story) => {
        for (const { decision } of play(start, policy, story).heard) {
          for (const { verdicts, limit } of decision.transitions) {
            for (const { guard, holds, compared } of verdicts) {
              asked.add(`${guard} ${holds}`);
              expect([guard, compared, answerOf(guard, compared)]).toEqual([guard, compared, holds]);
              if (guard === 'isLapsed') expect(limit !== null && limit.ranMs >= limit.limitMs).toBe(holds);
            }
          }
          for (const { a, sign, b } of formatDecision(decision).flatMap(durationsIn)) expect(a >= b).toBe(sign === '≥');
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    for (const guard of [
      'isLapsed',
      'starts',
      'ends',
      'counts',
      'splits',
      'isFull',
      'mayEnd',
      'isNewerAndEnded',
      'isEndedElsewhere',
      'isHiddenElsewhere',
    ])
      expect([...asked]).toEqual(expect.arrayContaining([`${guard} true`, `${guard} false`]));
  });
});
