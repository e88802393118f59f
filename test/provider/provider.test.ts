import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { testPolicy, watch } from '../support/watch.ts';

describe('a provider', () => {
  it('has an id in the call that created it and tells of the start afterwards', async () => {
    const { sessions, changes, story } = watch();
    expect(sessions.getSessionId()).toBe('s1');
    expect(changes).toEqual([]);
    await settle();
    expect(story()).toEqual(['started s1 0']);
    expect(changes[0]?.session).toMatchObject({
      id: 's1',
      previousId: null,
      ordinal: 1,
      startReason: 'load',
      state: 'active',
      revision: 0,
    });
  });

  it('ends a session at the instant of the limit, however it is noticed', async () => {
    const { clock, sessions, story, changes } = watch();
    await clock.advance(10 * MINUTE_MS);
    sessions.notify('input.click');
    await clock.advance(30 * MINUTE_MS - 1);
    expect(sessions.getSessionId()).toBe('s1');
    await clock.advance(1);
    expect(sessions.getSessionId()).toBeNull();
    expect(story()).toEqual(['started s1 0', 'ended s1 10 inactivity']);
    expect(changes[1]).toMatchObject({ detectedAtMs: EPOCH_MS + 40 * MINUTE_MS, session: { lapseTimeMs: EPOCH_MS + 40 * MINUTE_MS } });
  });

  it('arms one timer, whatever happens', async () => {
    const { clock, sessions } = watch();
    for (let i = 0; i < 100; i++) {
      sessions.notify('input.click');
      sessions.setMetadata({ i });
      await clock.advance(1_000);
      expect(clock.timers).toBeLessThanOrEqual(1);
    }
  });

  it('judges a lapse before the event that comes after a sleep', async () => {
    for (const counts of [true, false]) {
      const { clock, sessions, story } = watch();
      await clock.advance(MINUTE_MS);
      sessions.notify('input.click');
      await clock.sleep(8 * 60 * MINUTE_MS, { counts });
      sessions.notify('input.click');
      await settle();
      expect(story()).toEqual(['started s1 0', 'ended s1 1 inactivity', 'started s2 481']);
    }
  });

  it('keeps its time when the wall clock is set back, and lets the policy end the session', async () => {
    const kept = watch();
    await kept.clock.advance(10 * MINUTE_MS);
    kept.clock.step(-60 * MINUTE_MS);
    kept.sessions.notify('input.click');
    await kept.clock.advance(29 * MINUTE_MS);
    expect(kept.sessions.getSession()).toMatchObject({ id: 's1', lastActivityTimeMs: EPOCH_MS + 10 * MINUTE_MS });
    await kept.clock.advance(MINUTE_MS);
    expect(kept.story()).toEqual(['started s1 0', 'ended s1 10 inactivity']);

    const ended = watch({ policy: { ...testPolicy, endOn: ['clock.backward'], then: 'renew' } });
    await ended.clock.advance(10 * MINUTE_MS);
    ended.clock.step(-60 * MINUTE_MS);
    ended.sessions.notify('input.click');
    await settle();
    expect(ended.story()).toEqual(['started s1 0', 'ended s1 10 clock_changed', 'started s2 10']);
  });

  it('counts a clock set forward as elapsed time, unless the policy measures by the monotonic clock', async () => {
    const wall = watch();
    await wall.clock.advance(MINUTE_MS);
    wall.clock.step(60 * MINUTE_MS);
    wall.sessions.notify('input.click');
    await settle();
    expect(wall.story()).toEqual(['started s1 0', 'ended s1 0 inactivity', 'started s2 61']);

    const monotonic = watch({ policy: { ...testPolicy, clock: 'monotonic' } });
    await monotonic.clock.advance(MINUTE_MS);
    for (const step of [60, -120]) monotonic.clock.step(step * MINUTE_MS);
    monotonic.sessions.notify('input.click');
    await monotonic.clock.advance(29 * MINUTE_MS);
    expect(monotonic.story()).toEqual(['started s1 0']);
  });

  it('survives limits longer than a timer can wait', async () => {
    const days = 40 * 24 * 60;
    const { clock, story } = watch({ policy: { ...testPolicy, endAfter: { duration: { ms: days * MINUTE_MS } } } });
    await clock.advance(days * MINUTE_MS - 1);
    expect(story()).toEqual(['started s1 0']);
    await clock.advance(1);
    expect(story()).toEqual(['started s1 0', `ended s1 ${days} max_duration`]);
  });

  it('names the owner of a past instant', async () => {
    const { clock, sessions } = watch();
    await clock.advance(60 * MINUTE_MS);
    sessions.notify('input.click');
    const at = (minute: number) => sessions.getSessionId(EPOCH_MS + minute * MINUTE_MS);
    expect([at(-5), at(0), at(29.999), at(30), at(59), at(60)]).toEqual(['s1', 's1', 's1', null, null, 's2']);
  });

  it('is passive when read', async () => {
    const { clock, sessions, story } = watch();
    for (let i = 0; i < 30; i++) {
      await clock.advance(MINUTE_MS);
      sessions.getSession();
      sessions.getSessionId();
    }
    expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity']);
  });

  it('lets an ended id linger as long as the policy says', async () => {
    const { clock, sessions } = watch({ policy: { ...testPolicy, lingerMs: 5 * MINUTE_MS } });
    await clock.advance(35 * MINUTE_MS - 1);
    expect(sessions.getSessionId()).toBe('s1');
    await clock.advance(1);
    expect(sessions.getSessionId()).toBeNull();
    const forever = watch({ policy: { ...testPolicy, lingerMs: null } });
    await forever.clock.advance(100 * MINUTE_MS);
    expect(forever.sessions.getSessionId()).toBe('s1');
  });

  it('ends with a reason, links or not, and begins anew', async () => {
    const { clock, sessions, changes, story } = watch();
    sessions.setMetadata({ 'user.id': 'alice', plan: 'pro' });
    await clock.advance(MINUTE_MS);
    sessions.end('app.logout', { link: false, clearMetadata: true });
    sessions.notify('input.click');
    sessions.setMetadata({ 'user.id': 'bob' });
    await clock.advance(MINUTE_MS);
    sessions.end();
    sessions.notify('input.click');
    await settle();
    expect(story()).toEqual([
      'started s1 0',
      'updated s1 0',
      'ended s1 1 app.logout',
      'started s2 1',
      'updated s2 1',
      'ended s2 2 manual',
      'started s3 2',
    ]);
    expect(changes[3]?.session).toMatchObject({ previousId: null, metadata: {} });
    expect(changes[6]?.session).toMatchObject({ previousId: 's2', metadata: { 'user.id': 'bob' } });
  });

  it('ends everything at shutdown, once, and is silent after', async () => {
    const { clock, sessions, story } = watch();
    let isComplete = false;
    sessions.session$.subscribe({ complete: () => (isComplete = true) });
    await clock.advance(MINUTE_MS);
    await Promise.all([sessions.shutdown(), sessions.shutdown()]);
    sessions.notify('input.click');
    sessions.setMetadata({ a: 1 });
    sessions.end();
    await clock.advance(100 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'ended s1 1 shutdown']);
    expect(isComplete).toBe(true);
    expect(clock.timers).toBe(0);
    expect(sessions.getSessionId()).toBeNull();
    expect(sessions.stamp('traces')).toBeNull();
  });

  it('runs beside another of a different scope', async () => {
    const clock = createManualClock();
    const short = watch({
      clock,
      scope: 'short',
      policy: { ...testPolicy, endAfter: { inactivity: { ms: MINUTE_MS } } },
      generateId: counter('a'),
    });
    const long = watch({ clock, scope: 'long', generateId: counter('b') });
    await clock.advance(2 * MINUTE_MS);
    expect([short.story(), long.story()]).toEqual([['started a1 0', 'ended a1 0 inactivity'], ['started b1 0']]);
    expect(long.sessions.getSession()?.scope).toBe('long');
  });

  it('takes nothing for metadata that is no object, and says so', () => {
    const { sessions, warnings } = watch();
    sessions.notify('input');
    for (const wrong of ['alice', 7, ['a', 'b']]) sessions.setMetadata(wrong as never);
    expect(sessions.getSession()?.metadata).toEqual({});
    expect(warnings).toEqual(
      ['a string', 'a number', 'an array'].map((came) => `sessionchart: metadata: expected an object, came ${came}`),
    );
  });

  it('takes odd arguments without harm: a warning, and the session goes on', async () => {
    const { clock, sessions, story, warnings } = watch({ attributes: () => ({ plan: null, size: Number.NaN, app: 'shop' }) as never });
    sessions.notify('background', Number.NaN);
    sessions.notify(undefined as never);
    sessions.stamp('traces', Number.NaN);
    await clock.advance(29 * MINUTE_MS + 30_000);
    sessions.stamp('traces', clock.now() + 40_000);
    expect(sessions.getSession()).toMatchObject({ id: 's1', attributes: { app: 'shop' } });
    await clock.advance(MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'backgrounded s1 0', 'ended s1 29.5 inactivity']);
    sessions.notify('input.click');
    sessions.end({} as never, null as never);
    await settle();
    expect(story().slice(3)).toEqual(['started s2 30.5', 'ended s2 30.5 manual']);
    expect(warnings).toHaveLength(4);
  });

  it('keeps what was told when the app changes its own array', async () => {
    const { sessions, changes } = watch();
    const tags = ['x'];
    sessions.setMetadata({ tags });
    tags.push('y');
    sessions.setMetadata({ tags });
    await settle();
    expect(changes.slice(1).map(({ session }) => session.metadata)).toEqual([{ tags: ['x'] }, { tags: ['x', 'y'] }]);
  });

  it('lists what the store keeps, newest last, within its limits', async () => {
    const store = createMemoryStore();
    const { clock, sessions } = watch({ store, retention: { count: 2 } });
    for (let i = 0; i < 4; i++) {
      await clock.advance(31 * MINUTE_MS);
      sessions.notify('input.click');
    }
    expect((await sessions.listSessions()).map(({ id, state }) => [id, state])).toEqual([
      ['s3', 'ended'],
      ['s4', 'ended'],
      ['s5', 'active'],
    ]);
  });
});
