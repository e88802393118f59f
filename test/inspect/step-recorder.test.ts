import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { SessionEvent } from '../../machines/events.ts';
import { sessionMachine } from '../../machines/machine.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createStepRecorder, type InspectedStep } from '../../src/inspect/index.ts';
import { defaultPolicy } from '../../src/policies/index.ts';
import { policies, stories } from '../support/arbitrary.ts';

function recorded(policy: SessionPolicy, events: readonly SessionEvent[]) {
  const steps: InspectedStep[] = [];
  const changes: SessionChange[] = [];
  let ids = 0;
  const actor = createActor(sessionMachine, {
    input: { policy, generateId: () => `s${++ids}` },
    inspect: createStepRecorder((step) => steps.push(step)),
  });
  actor.on('*', (change) => changes.push(change));
  actor.start();
  const deadlines = events.map((event) => {
    actor.send(event);
    return actor.getSnapshot().context.deadlineMs;
  });
  return { steps, changes, deadlines };
}

const AT = 1_700_000_000_000;
const click = (atMs: number): SessionEvent => ({ type: 'session.trigger', trigger: 'input.click', atMs });

it('tells what was asked, what was compared and what was done when a late click finds the session over', () => {
  const { steps } = recorded(defaultPolicy, [click(AT), click(AT + 1_800_000)]);
  expect(steps.map(({ from, to, atMs }) => [from, to, atMs])).toEqual([
    ['idle', 'live.active', AT],
    ['live.active', 'live.active', AT + 1_800_000],
  ]);
  const [, late] = steps;
  expect(late?.transitions.map(({ source, target, guard }) => [source, target, guard])).toEqual([
    ['live', 'expired', 'isLapsed'],
    ['expired', 'live', 'starts'],
  ]);
  expect(late?.transitions[0]?.verdicts).toEqual([
    { guard: 'isLapsed', holds: true, compared: { atMs: AT + 1_800_000, deadlineMs: AT + 1_800_000 } },
  ]);
  expect(late?.changes.map(({ type, session }) => [type, session.id])).toEqual([
    ['ended', 's1'],
    ['started', 's2'],
  ]);
  expect(late?.deadline).toEqual({
    atMs: AT + 3_600_000,
    limits: [
      { reason: 'max_duration', atMs: AT + 1_800_000 + 14_400_000, movedBy: [] },
      { reason: 'inactivity', atMs: AT + 3_600_000, movedBy: defaultPolicy.extendOn },
    ],
  });
});

it('tells which guards refused an event that nothing came of', () => {
  const { steps } = recorded(defaultPolicy, [{ type: 'session.trigger', trigger: 'telemetry', atMs: AT }]);
  expect(steps[0]?.transitions).toEqual([
    expect.objectContaining({
      source: '',
      verdicts: [{ guard: 'starts', holds: false, compared: { trigger: 'telemetry', startOn: defaultPolicy.startOn } }],
    }),
  ]);
});

it('agrees with the machine on every guard, change and deadline, whatever the policy and the events', () => {
  fc.assert(
    fc.property(policies, stories(40, { foreign: false }), (policy, story) => {
      const events = story.flatMap((step) => ('event' in step ? [step.event] : []));
      const { steps, changes, deadlines } = recorded(policy, events);
      expect(steps.flatMap((step) => step.changes)).toEqual(changes);
      steps.forEach(({ transitions, deadline, from }, index) => {
        expect(from).toBe(index === 0 ? 'idle' : steps[index - 1]?.to);
        for (const { source, guard, verdicts } of transitions)
          expect(verdicts.filter(({ holds }) => holds).map((verdict) => verdict.guard)).toEqual(source && guard ? [guard] : []);
        if (deadline) expect(Math.min(...deadline.limits.map(({ atMs }) => atMs ?? Infinity))).toBe(deadlines[index]);
      });
    }),
    { numRuns: 200 },
  );
});
