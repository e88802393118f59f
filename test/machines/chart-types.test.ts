import { expect, it } from 'vitest';
import { createActor } from 'xstate';
import { changes } from '../../machines/changes.ts';
import { lapse, type SessionChart, sessionChart, type Transition } from '../../machines/chart.ts';
import type { SessionContext } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { guards } from '../../machines/guards.ts';
import { sessionMachine } from '../../machines/machine.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createStepper } from '../../machines/stepper.ts';
import { updates } from '../../machines/updates.ts';
import { testPolicy } from '../support/watch.ts';

const rules = { guards, updates, changes };
type Live = SessionChart['states']['live'];
type LiveOn = NonNullable<Live['on']>;

it('refuses a chart that names what does not exist, in its type and in the stepper', () => {
  // @ts-expect-error a misspelt target
  const target: Transition = { target: 'lvie' };
  // @ts-expect-error a misspelt guard
  const guard: Transition = { guard: 'isLve' };
  // @ts-expect-error a misspelt action
  const action: Transition = { actions: ['strat'] };
  const start = (transition: Transition) =>
    createStepper<SessionContext, SessionEvent, SessionChange>({ initial: 'idle', states: { idle: { always: [transition] } } }, rules);
  expect(() => start(target)).toThrow('state "lvie"');
  expect(() => start(guard)).toThrow('guard "isLve"');
  expect(() => start(action)).toThrow('action "strat"');
  expect(() => createStepper<SessionContext, SessionEvent, SessionChange>(sessionChart, rules)).not.toThrow();
});

it('admits only what both runners execute, and has every event of a live session judged first', () => {
  const judged: LiveOn = { 'session.end': [lapse, { target: 'expired' }], 'session.pulse': [{ actions: ['keepPulse'] }] };
  // @ts-expect-error not judged first
  const unjudged: LiveOn = { 'session.end': [{ target: 'expired' }] };
  // @ts-expect-error a misspelt event
  const event: LiveOn = { 'session.tik': [] };
  // @ts-expect-error a delay, which the stepper lacks
  const delay: SessionChart['states']['idle'] = { after: { 1000: 'live' } };
  // @ts-expect-error an entry action, likewise
  const entry: SessionChart['states']['idle'] = { entry: ['startSession'] };
  // @ts-expect-error an event in a leaf would go round the judgement
  const leaf: Live['states']['active'] = { on: { 'session.end': [] } };
  expect(Object.keys({ ...judged, ...unjudged, ...event, ...delay, ...entry, ...leaf })).toContain('session.end');
  for (const [type, list] of Object.entries(sessionChart.states.live.on)) {
    if (type !== 'session.pulse' && type !== 'session.sync') expect(list[0]).toBe(lapse);
  }
});

it('types what an actor hears and tells', () => {
  const actor = createActor(sessionMachine, { input: { policy: testPolicy, generateId: () => 'a' } });
  actor.on('ended', (change) => change.session.endReason.length);
  // @ts-expect-error a started session is alive
  actor.on('started', (change) => change.session.endReason.length);
  actor.start();
  // @ts-expect-error a misspelt event
  actor.send({ type: 'session.tik', atMs: 1 });
  // @ts-expect-error no instant
  const incomplete: Parameters<typeof actor.send>[0] = { type: 'session.tick' };
  expect(incomplete).toBeDefined();
  // @ts-expect-error a misspelt state
  expect(actor.getSnapshot().matches('lvie')).toBe(false);
  expect(actor.getSnapshot().matches({ live: 'backgrounded' })).toBe(false);
  expect(actor.getSnapshot().value).toBe('idle');
});
