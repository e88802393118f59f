import { createActor } from 'xstate';
import { recordOf } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { sessionMachine } from '../../machines/machine.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import { createPulse, type Runner } from '../../machines/pulse.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import type { Foreign } from './arbitrary.ts';

/** One way to run the chart, and what it told. */
export interface Ran {
  readonly name: string;
  readonly changes: SessionChange[];
  send(event: SessionEvent): void;
  settle(): void;
  readonly state: string;
  record(): SessionRecord | null;
  readonly runner: Runner;
}

export const counter = (prefix = 's') => {
  let count = 0;
  return () => `${prefix}${++count}`;
};

const input = (policy: SessionPolicy, generateId = counter()) => ({ policy, generateId });

export function runActor(policy: SessionPolicy, generateId = counter()): Ran {
  const changes: SessionChange[] = [];
  const actor = createActor(sessionMachine, { input: input(policy, generateId) });
  actor.on('*', (change) => changes.push(change));
  actor.start();
  const runner: Runner = {
    send: (event) => actor.send(event),
    get context() {
      return actor.getSnapshot().context;
    },
  };
  return {
    name: 'actor',
    changes,
    runner,
    send: runner.send,
    settle() {},
    get state() {
      const { value } = actor.getSnapshot();
      return typeof value === 'string' ? value : `live.${value.live}`;
    },
    record: () => recordOf(runner.context),
  };
}

export function runSteps(policy: SessionPolicy, generateId = counter()): Ran {
  const changes: SessionChange[] = [];
  const steps = startSteps(input(policy, generateId), (change) => changes.push(change));
  return {
    name: 'steps',
    changes,
    runner: steps,
    send: (event) => steps.send(event),
    settle() {},
    get state() {
      return steps.state;
    },
    record: () => recordOf(steps.context),
  };
}

/** The same behind the pulse. */
export function behindPulse(ran: Ran, policy: SessionPolicy): Ran {
  const pulse = createPulse(ran.runner, policy);
  return {
    ...ran,
    name: `${ran.name} behind the pulse`,
    send(event) {
      if (event.type !== 'session.trigger') return pulse.send(event);
      const kind = pulse.kindOf(event.trigger);
      if (!pulse.count(kind, event.atMs)) pulse.trigger(kind, event.atMs);
    },
    settle: () => pulse.flush(),
    get state() {
      return ran.state;
    },
  };
}

/** What another context could say at this point. */
export function foreignRecord(foreign: Foreign, own: SessionRecord, atMs: number): SessionRecord {
  const live = { ...own, endTimeMs: null, endReason: null, lapseTimeMs: null };
  const newer = {
    ...live,
    id: `${own.id}x`,
    ordinal: own.ordinal + 1,
    startTimeMs: atMs,
    seenTimeMs: atMs,
    lastActivityTimeMs: atMs,
    lastTelemetryTimeMs: null,
    idleFromMs: atMs,
    durationFromMs: atMs,
  };
  const ended = { endTimeMs: atMs, endReason: 'manual' as const, lapseTimeMs: atMs };
  switch (foreign) {
    case 'later':
      return {
        ...own,
        seenTimeMs: own.seenTimeMs + 60_000,
        lastActivityTimeMs: own.lastActivityTimeMs + 60_000,
        idleFromMs: own.idleFromMs + 60_000,
      };
    case 'ended':
      return { ...own, ...ended };
    case 'hidden':
      return { ...own, isHidden: !own.isHidden, visibilityTimeMs: own.visibilityTimeMs + 1 };
    case 'newer':
      return newer;
    case 'newer-ended':
      return { ...newer, ...ended };
    default:
      return own;
  }
}
