import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { watch } from '../support/watch.ts';
import { blind, copy } from './stores.ts';

describe('a provider whose store fails', () => {
  it('lets an id leave after five seconds where the store hangs, and ends the loser superseded when it answers', async () => {
    const shared = createMemoryStore();
    const clock = createManualClock();
    const winner = watch({ clock, store: shared, generateId: counter('w') });
    await clock.advance(1_000);
    let release = () => {};
    const answers = new Promise<void>((resolve) => (release = resolve));
    const hanging: SessionStore = { ...blind(shared), update: (slot, next) => answers.then(() => shared.update(slot, next)) };
    const loser = watch({ clock, store: hanging, generateId: counter('l') });
    let isFinal = false;
    loser.sessions.whenFinal(() => (isFinal = true));
    await clock.advance(4_999);
    expect([isFinal, loser.story()]).toEqual([false, []]);
    await clock.advance(1);
    expect([isFinal, loser.story()]).toEqual([true, ['started l1 0.01667']]);
    release();
    await settle();
    expect(loser.story().slice(1)).toEqual(['ended l1 0.01667 superseded', 'resumed w1 0.1']);
    expect(loser.changes[1]?.session.supersededBy).toBe('w1');
    expect(winner.story()).toEqual(['started w1 0']);
  });

  it('takes the id that the mirror knows when the store does not answer in time', async () => {
    const shared = createMemoryStore();
    const clock = createManualClock();
    let isMirrored = false;
    const slow: SessionStore = { ...shared, peek: (slot) => (isMirrored ? shared.peek(slot) : null), update: () => new Promise(() => {}) };
    const loser = watch({ clock, store: slow, generateId: counter('l') });
    watch({ clock, store: shared, generateId: counter('w') });
    await settle();
    isMirrored = true;
    await clock.advance(4_999);
    expect([loser.sessions.isFinal, loser.story()]).toEqual([false, []]);
    await clock.advance(1);
    expect([loser.sessions.isFinal, loser.story(), loser.sessions.finalId('l1')]).toEqual([true, ['resumed w1 0'], 'w1']);
  });

  it('goes on in memory where the store fails at every call, with one warning', async () => {
    const fail = () => {
      throw new Error('disk full');
    };
    const store: SessionStore = {
      peek: fail,
      update: async () => fail(),
      subscribe: () => () => {},
      liveContexts: async () => fail(),
      writeNow: fail,
    };
    const { sessions, clock, story, warnings } = watch({ store });
    for (let i = 0; i < 5; i++) {
      await clock.advance(MINUTE_MS);
      sessions.notify('input.click');
      sessions.notify('background');
      sessions.notify('foreground');
    }
    expect(sessions.getSessionId()).toBe('s1');
    expect(story().filter((line) => line.startsWith('started'))).toEqual(['started s1 0']);
    expect(warnings).toHaveLength(1);
    expect((await sessions.listSessions()).map(({ id }) => id)).toEqual(['s1']);
  });

  it('does not revive an ended session when a write fails once, and stores its end when the store recovers', async () => {
    const store = createMemoryStore();
    let fails = false;
    const flaky: SessionStore = {
      ...store,
      update: async (slot, next) => (fails ? Promise.reject(new Error('full')) : store.update(slot, next)),
    };
    const { sessions, clock, story } = watch({ store: flaky });
    await clock.advance(10 * MINUTE_MS);
    fails = true;
    sessions.end('app.logout', { clearMetadata: true });
    sessions.notify('input.click');
    await settle();
    fails = false;
    await clock.advance(MINUTE_MS);
    sessions.notify('input.click');
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 10 app.logout', 'started s2 10']);
    expect((await sessions.listSessions()).map(({ id, endReason }) => [id, endReason])).toEqual([
      ['s1', 'app.logout'],
      ['s2', null],
    ]);
  });

  it('puts an unreadable text aside and leaves that of a later version alone', async () => {
    const store = createMemoryStore();
    await store.update('session', () => '{"version":1,"session":{"id":7');
    const first = watch({ store });
    await settle();
    expect(first.story()).toEqual(['started s1 0']);
    expect(first.warnings).toHaveLength(1);
    expect(store.peek('unreadable')).toBe('{"version":1,"session":{"id":7');

    const newer = '{"version":2,"sessions":[]}';
    await store.update('session', () => newer);
    const second = watch({ store });
    await settle();
    second.sessions.notify('input.click');
    await second.clock.advance(MINUTE_MS);
    expect(second.story()).toEqual(['started s1 0']);
    expect(store.peek('session')).toBe(newer);
    expect(second.warnings).toHaveLength(1);
  });

  it('does not go on from a record of a wrong clock in the far future', async () => {
    const store = createMemoryStore();
    watch({ store, clock: createManualClock(EPOCH_MS + 365 * 86_400_000), generateId: counter('wrong') });
    await settle();
    const right = watch({ store: copy(store) });
    await settle();
    expect(right.story()).toEqual(['started s1 0']);
  });
});
