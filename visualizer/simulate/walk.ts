import { createActor } from 'xstate';
import { type SessionPolicy, sessionMachine, type Trigger, triggerEvent } from '../../src/index.ts';
import { createStepRecorder, type InspectedStep } from '../../src/inspect/index.ts';
import { type Reading, simulate } from '../../src/tools/index.ts';
import type { Walk, WalkStep } from './messages.ts';
import { packWalk } from './walk-columns.ts';

const AFTER_MS = 400 * 86_400_000;

export interface Happened {
  readonly atMs: number;
  readonly reading: Reading;
}

const lean = ({ atMs, event, from, to, transitions, changes, deadline }: InspectedStep): WalkStep => ({
  atMs,
  what: 'trigger' in event ? event.trigger : event.type.replace('session.', ''),
  from,
  to,
  taken: transitions.filter(({ source }) => source !== '').map(({ source, target, guard }) => [source, target, guard] as const),
  told: changes.map(({ type, session }) => (session.endReason ? `${type}: ${session.endReason}` : `${type}: ${session.startReason}`)),
  deadlineMs: deadline?.atMs ?? null,
});

/** What stands for activity under a policy where none lives, and where one does: asked of the simulator itself. */
async function activityOf(policy: SessionPolicy): Promise<{ start: Trigger; extend: Trigger }> {
  let start: Trigger = 'input';
  const csv = new TextEncoder().encode('user,time_ms,event\nu,1,x\n');
  const source = {
    name: 'probe',
    reopens: true,
    async *open() {
      yield csv;
    },
  };
  await simulate([source], {
    policies: [policy],
    onSession({ ordinal, startReason }) {
      if (ordinal === 1) start = startReason as Trigger;
    },
  });
  return { start, extend: extendingOf(policy, start) };
}

const LIKELY = ['input', 'navigation', 'telemetry', 'export'];
const covers = (list: readonly Trigger[] = [], trigger: Trigger) => list.some((one) => trigger === one || trigger.startsWith(`${one}.`));
const isPlain = (trigger: Trigger) => triggerEvent(trigger, 0).type === 'session.trigger';

/** In the simulator's order: what started it, else the likeliest trigger that extends, else one that does nothing. */
function extendingOf({ extendOn, endOn, splitOn }: SessionPolicy, start: Trigger): Trigger {
  const isHarmless = (trigger: Trigger) => !covers(endOn, trigger) && !covers(splitOn, trigger);
  const extending = extendOn.filter(isHarmless);
  if (isPlain(start) && covers(extending, start)) return start;
  const rank = (trigger: Trigger) => (isPlain(trigger) ? LIKELY.indexOf(trigger.split('.', 1)[0] ?? '') + 1 || 5 : 6);
  const neutral = (['input', 'telemetry', 'export'] as const).find(isHarmless);
  return [...extending].sort((a, b) => rank(a) - rank(b))[0] ?? neutral ?? 'export';
}

/** Takes one person's activity through the chart itself, step by step, with a tick whenever a deadline passes. */
export async function walk(policy: SessionPolicy, rows: Iterable<Happened>): Promise<Walk> {
  const { start, extend } = await activityOf(policy);
  const steps: WalkStep[] = [];
  let ids = 0;
  const actor = createActor(sessionMachine, {
    input: { policy, generateId: () => `session ${++ids}` },
    inspect: createStepRecorder((step) => steps.push(lean(step))),
  });
  actor.start();
  const context = () => actor.getSnapshot().context;
  const isLive = () => context().ordinal > 0 && context().endTimeMs === null;
  const lapse = (untilMs: number) => {
    while (isLive() && context().deadlineMs <= untilMs) actor.send({ type: 'session.tick', atMs: context().deadlineMs });
  };
  let lastMs = 0;
  for (const { atMs, reading } of rows) {
    lapse(atMs);
    const trigger = reading === 'activity' ? (isLive() ? extend : start) : reading;
    actor.send(triggerEvent(trigger, atMs));
    lastMs = atMs;
  }
  lapse(lastMs + AFTER_MS);
  actor.stop();
  return packWalk(steps);
}
