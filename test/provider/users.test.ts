import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { Platform } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

/** Two tabs in which somebody is logged in. */
async function twoTabs(who = 'alice') {
  const clock = createManualClock();
  const store = createMemoryStore();
  const open = (name: string) =>
    watch({
      clock,
      store,
      generateId: counter(name),
      platform: { ...load, contextId: name },
      attributes: () => ({ 'app.tenant': who }),
    });
  const [a, b] = [open('a'), open('b')];
  await clock.advance(MINUTE_MS);
  a.sessions.setMetadata({ 'user.id': who, 'user.authenticated': true, plan: 'pro' });
  await clock.advance(MINUTE_MS);
  return { clock, store, a, b };
}

describe('a log-in', () => {
  it('is a boundary that links: the session before is named, and what was known goes on', async () => {
    const { clock, a, b } = await twoTabs();
    a.sessions.end('app.login');
    a.sessions.setMetadata({ 'user.authenticated': true });
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    for (const { sessions } of [a, b]) {
      expect(sessions.getSession()).toMatchObject({ id: 'a2', previousId: 'a1', metadata: { 'user.authenticated': true, plan: 'pro' } });
    }
  });
});

describe('a log-out', () => {
  it('leaves nothing of the old session in the new one, in the tab where it happened', async () => {
    const { clock, a } = await twoTabs();
    a.sessions.end('app.logout', { link: false, clearMetadata: true });
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    expect(a.sessions.getSession()).toMatchObject({ id: 'a2', previousId: null, metadata: {}, partIndex: 0, telemetry: { total: 0 } });
    expect(JSON.stringify(a.sessions.getSession())).not.toMatch(/a1|pro/);
  });

  it.each(['a', 'b'] as const)(
    'that comes after the session lapsed leaves nothing of it either, whichever tab goes on: %s',
    async (which) => {
      const { clock, a, b } = await twoTabs();
      await clock.advance(30 * MINUTE_MS);
      expect(a.sessions.getSessionId()).toBeNull();
      a.sessions.end('app.logout', { link: false });
      await settle();
      (which === 'a' ? a : b).sessions.notify('input.click');
      await clock.advance(MINUTE_MS);
      for (const { sessions } of [a, b]) {
        expect(sessions.getSession()).toMatchObject({ id: `${which}2`, previousId: null, metadata: {} });
      }
      expect([a.story(), b.story()].flat().filter((line) => line.startsWith('ended a1'))).toHaveLength(2);
    },
  );

  it.each(['first', 'second'])('leaves nothing of it in the other tab either, whose activity comes %s', async (which) => {
    const { clock, store, a, b } = await twoTabs();
    a.sessions.end('app.logout', { link: false, clearMetadata: true });
    if (which === 'second') {
      a.sessions.notify('input.click');
      a.sessions.setMetadata({ 'user.id': 'bob' });
    }
    await settle();
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    for (const { sessions } of [a, b]) expect(sessions.getSession()).toMatchObject({ previousId: null, ordinal: 2 });
    const found = [a, b].map(({ sessions }) => JSON.stringify(sessions.getSession()?.metadata));
    expect(found).toEqual(Array(2).fill(which === 'first' ? '{}' : '{"user.id":"bob"}'));
    expect(JSON.parse(store.peek('session') ?? '').session.metadata).toEqual(which === 'first' ? {} : { 'user.id': 'bob' });
  });

  it('lets the next session of the other tab begin with what was set since', async () => {
    const { clock, a, b } = await twoTabs();
    a.sessions.end('app.logout', { link: false });
    a.sessions.setMetadata({ 'user.id': 'bob' });
    await settle();
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    for (const { sessions } of [a, b]) expect(sessions.getSession()).toMatchObject({ id: 'b2', metadata: { 'user.id': 'bob' } });
    expect(JSON.stringify(b.sessions.getSession()?.metadata)).toBe('{"user.id":"bob"}');
  });

  it('carries over what is known where the boundary links, whichever tab begins the next', async () => {
    const { clock, a, b } = await twoTabs();
    a.sessions.end();
    await settle();
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    for (const { sessions } of [a, b])
      expect(sessions.getSession()).toMatchObject({ id: 'b2', previousId: 'a1', metadata: { plan: 'pro' } });
  });

  it('leaves late records and spans to the session that they belong to', async () => {
    const { clock, a } = await twoTabs();
    a.sessions.end('app.logout', { link: false, clearMetadata: true });
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    expect([a.sessions.stamp('traces', EPOCH_MS + 1), a.sessions.stamp('traces')]).toEqual(['a1', 'a2']);
    expect([a.sessions.getSessionId(EPOCH_MS + 1), a.sessions.getTraits?.('a2')?.previousId]).toEqual(['a1', null]);
  });

  it('forgets what was set while no session lived, too', async () => {
    const { clock, sessions } = watch();
    sessions.end();
    sessions.setMetadata({ 'user.id': 'alice' });
    sessions.end('app.logout', { link: false });
    sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    expect(sessions.getSession()).toMatchObject({ id: 's2', metadata: {} });
  });

  it.each(['a', 'b'] as const)('keeps what the platform knows of the app, whoever uses it, where tab %s begins the next', async (next) => {
    const clock = createManualClock();
    const store = createMemoryStore();
    const open = (name: string) => {
      const platform: Platform = {
        contextId: name,
        watch(report, host) {
          report('load.first');
          host.setMetadata({ 'app.foreground': true });
          return () => {};
        },
      };
      return watch({ clock, store, generateId: counter(name), platform });
    };
    const [a, b] = [open('a'), open('b')];
    a.sessions.setMetadata({ 'user.id': 'alice' });
    await clock.advance(MINUTE_MS);
    a.sessions.end('app.logout', { link: false });
    await clock.advance(MINUTE_MS);
    const { sessions } = next === 'a' ? a : b;
    sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    for (const tab of [a, b]) expect(tab.sessions.getSession()?.metadata).toEqual({ 'app.foreground': true });
    expect(a.sessions.getSessionId()).toBe(`${next}2`);
  });
  it('leaves to whoever comes next no list of the sessions before, in no tab, and after a restart neither', async () => {
    const { clock, store, a, b } = await twoTabs();
    const ids = async ({ sessions }: typeof a) => (await sessions.listSessions()).map(({ id }) => id);
    expect(await ids(b)).toEqual(['a1']);
    b.sessions.end('app.logout', { link: false });
    await clock.advance(MINUTE_MS);
    expect([await ids(a), await ids(b)]).toEqual([[], []]);
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    a.sessions.end();
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    expect([await ids(a), await ids(b)]).toEqual([
      ['a2', 'a3'],
      ['a2', 'a3'],
    ]);
    const c = watch({ clock, store, generateId: counter('c'), platform: { ...load, contextId: 'c' } });
    await clock.advance(MINUTE_MS);
    expect(await ids(c)).toEqual(['a2', 'a3']);
    const delivered = await c.sessions.delivery?.listSessions();
    expect(delivered?.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3']);
  });
  it('is not refused by a minimum duration', () => {
    const { sessions } = watch({ policy: { ...testPolicy, minDurationMs: 60 * MINUTE_MS } });
    sessions.end('app.logout', { link: false });
    expect(sessions.getSessionId()).toBeNull();
  });
});

describe('whoever uses three tabs one after the other', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('change', 'set', 'input', 'wait', 'settle', 'finalize', 'sleep', 'wake'),
  );

  it('no session holds metadata of two of them, and none names one of somebody else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = createManualClock();
        const store = createMemoryStore();
        const asleep = new Set<number>();
        const tabs = ['a', 'b', 'c'].map((name, index) =>
          watch({
            clock,
            store: { ...store, subscribe: (listener) => store.subscribe(() => asleep.has(index) || listener()) },
            generateId: counter(name),
            platform: { ...load, contextId: name },
          }),
        );
        await clock.advance(1);
        let user = 0;
        for (const [index, action] of steps) {
          const { sessions } = tabs[index] as (typeof tabs)[number];
          // Where no session lives there is none to end, which the other tabs could hear of.
          if (action === 'change' && !asleep.has(index) && sessions.getSessionId() !== null) {
            sessions.end('app.logout', { link: false, clearMetadata: true });
            user++;
          }
          if (action === 'set') sessions.setMetadata({ [`of.${user}`]: true });
          if (action === 'input') sessions.notify('input.click');
          if (action === 'finalize') sessions.finalize();
          if (action === 'sleep') asleep.add(index);
          if (action === 'wake') asleep.delete(index);
          if (action === 'wait') await clock.advance(MINUTE_MS);
          else if (action !== 'change') await clock.advance(1);
        }
        asleep.clear();
        for (const { sessions } of tabs) sessions.notify('input.click');
        await clock.advance(MINUTE_MS);
        const found = tabs.flatMap(({ changes }) => changes.map(({ session }) => session)).filter(({ endTimeMs }) => endTimeMs === null);
        const usersOf = (id: string | null) =>
          new Set(found.filter((one) => one.id === id).flatMap(({ metadata }) => Object.keys(metadata)));
        for (const { id, previousId } of found) {
          expect([id, usersOf(id).size]).toEqual([id, Math.min(1, usersOf(id).size)]);
          const both = new Set([...usersOf(id), ...usersOf(previousId)]);
          expect(both.size).toBeLessThan(2);
        }
      }),
      { numRuns: 150 },
    );
  });
});
