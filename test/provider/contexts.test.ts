import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';
import { blind, copy } from './stores.ts';

/** Two contexts on one clock and one store. */
function pair(store = createMemoryStore(), clock = createManualClock()) {
  const open = (name: string) => watch({ clock, store, generateId: counter(name), platform: { contextId: name, ...load } });
  return { clock, store, open };
}

describe('contexts that share a store', () => {
  it('agree on one session when they start in the same instant, and nobody hears of the other', async () => {
    const { open, store } = pair(blind(createMemoryStore()));
    const contexts = ['a', 'b', 'c', 'd'].map(open);
    expect(new Set(contexts.map(({ sessions }) => sessions.getSessionId())).size).toBe(4);
    expect(contexts.map(({ sessions }) => sessions.isFinal)).toEqual([false, false, false, false]);
    await settle();
    expect(contexts.map(({ sessions }) => sessions.getSessionId())).toEqual(['a1', 'a1', 'a1', 'a1']);
    expect(contexts.map(({ story }) => story())).toEqual([['started a1 0'], ['resumed a1 0'], ['resumed a1 0'], ['resumed a1 0']]);
    expect(contexts[1]?.sessions.finalId('b1')).toBe('a1');
    expect(contexts.map(({ sessions }) => sessions.isFinal)).toEqual([true, true, true, true]);
    expect(store.peek('session')).toBeNull();
  });

  it('agree when all renew an expired session in the same instant', async () => {
    const { open, clock } = pair();
    const contexts = ['a', 'b', 'c'].map(open);
    await clock.sleep(60 * MINUTE_MS);
    for (const { sessions } of contexts) sessions.notify('input.click');
    await settle();
    const ids = contexts.map(({ sessions }) => sessions.getSessionId());
    expect(new Set(ids).size).toBe(1);
    for (const { changes } of contexts) {
      expect(changes.map(({ type }) => type).slice(1)).toEqual(['ended', changes.at(-1)?.type]);
      expect(changes.at(-1)?.session).toMatchObject({ id: ids[0], previousId: 'a1', startTimeMs: EPOCH_MS + 60 * MINUTE_MS });
    }
  });

  it('keep alive for all what one keeps alive', async () => {
    const { open, clock } = pair();
    const [a, b] = [open('a'), open('b')];
    for (let i = 0; i < 5; i++) {
      await clock.advance(20 * MINUTE_MS);
      a.sessions.notify('input.click');
    }
    b.sessions.notify('input.click');
    await clock.advance(30 * MINUTE_MS);
    expect(a.story()).toEqual(['started a1 0', 'ended a1 100 inactivity']);
    expect(b.story()).toEqual(['resumed a1 0', 'ended a1 100 inactivity']);
  });

  it('take no id that was final for another, as records of it still come', async () => {
    const { open } = pair();
    const [a, b] = [open('a'), open('b')];
    await settle();
    a.sessions.end();
    a.sessions.notify('input.click');
    await settle();
    expect([b.sessions.getSessionId(), b.sessions.finalId('a1')]).toEqual(['a2', 'a1']);
  });

  it('know what took the place of an id that lost, though that is over, too', async () => {
    const { open } = pair(blind(createMemoryStore()));
    const [a, b] = [open('a'), open('b')];
    await settle();
    a.sessions.end();
    b.sessions.end();
    a.sessions.notify('input.click');
    b.sessions.notify('input.click');
    const id = b.sessions.getSessionId() ?? '';
    await settle();
    const told = b.changes.map(({ session }) => session.id);
    expect([id, told.includes(b.sessions.finalId(id))]).toEqual(['b2', true]);
  });

  it('hear of metadata, visibility and ends from each other, each once', async () => {
    const { open, clock } = pair();
    const [a, b] = [open('a'), open('b')];
    await settle();
    a.sessions.setMetadata({ 'user.id': 'alice' });
    await clock.advance(MINUTE_MS);
    b.sessions.notify('background');
    await clock.advance(MINUTE_MS);
    a.sessions.end();
    await clock.advance(MINUTE_MS);
    expect(a.story()).toEqual(['started a1 0', 'updated a1 0', 'backgrounded a1 1', 'ended a1 2 manual']);
    expect(b.story()).toEqual(['resumed a1 0', 'updated a1 0', 'backgrounded a1 1', 'ended a1 2 manual']);
    expect(b.changes[1]?.session.metadata).toEqual({ 'user.id': 'alice' });
  });

  it('stay open while one of them is, so that a session renews for who is still there', async () => {
    const { clock, store } = pair();
    const open = (name: string) =>
      watch({ clock, store, policy: { ...testPolicy, then: 'renew' }, generateId: counter(name), platform: { contextId: name } });
    const [a, b] = [open('a'), open('b')];
    a.sessions.notify('load');
    await clock.advance(MINUTE_MS);
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    a.sessions.notify('unload');
    await clock.advance(40 * MINUTE_MS);
    expect(b.story()).toEqual(['resumed a1 0', 'ended a1 2 inactivity', expect.stringMatching(/^(started|resumed) [ab]\d 31$/)]);
  });

  it('go their own ways until they load anew where the policy adopts on load', async () => {
    const { clock, store } = pair();
    const open = (name: string) =>
      watch({
        clock,
        store,
        policy: { ...testPolicy, adopt: 'on-load' },
        generateId: counter(name),
        platform: { contextId: name, ...load },
      });
    const [a, b] = [open('a'), open('b')];
    await settle();
    for (let i = 0; i < 3; i++) {
      await clock.advance(20 * MINUTE_MS);
      b.sessions.notify('input.click');
    }
    a.sessions.notify('input.click');
    await settle();
    expect(a.story()).toEqual(['started a1 0', 'ended a1 0 inactivity', 'started a2 60']);
    expect([b.story(), b.sessions.getSessionId()]).toEqual([['resumed a1 0'], 'a1']);
    const c = open('c');
    await settle();
    expect(c.story()).toEqual(['resumed a2 60']);
  });

  it('go their own ways until their own session is over where the policy adopts on lapse', async () => {
    const { clock, store } = pair();
    const open = (name: string) =>
      watch({
        clock,
        store,
        policy: { ...testPolicy, adopt: 'on-lapse' },
        generateId: counter(name),
        platform: { contextId: name, ...load },
      });
    const [a, b] = [open('a'), open('b')];
    await settle();
    await clock.advance(20 * MINUTE_MS);
    a.sessions.end();
    a.sessions.notify('input.click');
    await settle();
    b.sessions.notify('input.click');
    await clock.advance(9 * MINUTE_MS);
    const ofA = a.sessions.getSessionId();
    expect([a.story().length, ofA === 'a1', b.sessions.getSessionId()]).toEqual([3, false, 'a1']);
    await clock.advance(20 * MINUTE_MS);
    a.sessions.notify('input.click');
    await clock.advance(5 * MINUTE_MS);
    b.sessions.notify('input.click');
    await settle();
    expect(b.story()).toEqual(['resumed a1 0', 'ended a1 20 manual', expect.stringMatching(`^resumed ${ofA} `)]);
    expect([a.sessions.getSessionId(), b.sessions.getSessionId()]).toEqual([ofA, ofA]);
  });

  it('look at what others left no sooner than at their first activity where the policy says so', async () => {
    const { clock, store } = pair();
    const open = (name: string) =>
      watch({
        clock,
        store,
        policy: { ...testPolicy, startOn: ['input'], extendOn: ['input'], adopt: 'on-first-activity' },
        generateId: counter(name),
        platform: { contextId: name, ...load },
      });
    const a = open('a');
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    const b = open('b');
    await clock.advance(MINUTE_MS);
    b.sessions.notify('background');
    await clock.advance(MINUTE_MS);
    expect([b.sessions.getSessionId(), b.story()]).toEqual([null, []]);
    b.sessions.notify('input.click');
    expect(b.sessions.getSessionId()).toBe('a1');
    await settle();
    expect([a.story(), b.story()]).toEqual([['started a1 0'], ['resumed a1 3']]);
  });

  it('add up what each stamped', async () => {
    const { open, clock } = pair();
    const [a, b] = [open('a'), open('b')];
    await settle();
    for (let i = 0; i < 3; i++) a.sessions.stamp('traces');
    b.sessions.stamp('logs');
    for (const { sessions } of [a, b, a]) {
      await clock.advance(3_000);
      sessions.notify('input.click');
      await settle();
    }
    expect(a.sessions.getSession()).toMatchObject({ telemetry: { total: 4, traces: 3, logs: 1 }, contexts: ['b', 'a'] });
  });

  it('go on after a restart within the limits, and finish what the last run left where they have passed', async () => {
    const { open, clock, store } = pair();
    const first = open('a');
    first.sessions.setMetadata({ plan: 'pro' });
    await clock.advance(10 * MINUTE_MS);
    first.sessions.notify('input.click');
    await settle();
    const second = watch({ clock, store: copy(store), generateId: counter('b') });
    await settle();
    expect(second.story()).toEqual(['resumed a1 10']);
    expect(second.sessions.getSession()?.metadata).toEqual({ plan: 'pro' });

    const later = createManualClock(EPOCH_MS + 50 * MINUTE_MS);
    const third = watch({ clock: later, store: copy(store), generateId: counter('c') });
    await settle();
    expect(third.story()).toEqual(['ended a1 10 inactivity', 'started c1 50']);
    expect(third.changes.map(({ session }) => [session.recovered, session.previousId, session.ordinal, session.metadata])).toEqual([
      [true, null, 1, { plan: 'pro' }],
      [false, 'a1', 2, {}],
    ]);
  });
});
