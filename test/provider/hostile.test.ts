import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { Platform, SessionStore } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

const fail = () => {
  throw new Error('hostile');
};

/** How often a store was asked to write. */
function counted(texts: SessionStore) {
  let count = 0;
  const update: SessionStore['update'] = (slot, next) => {
    count++;
    return texts.update(slot, next);
  };
  return { store: { ...texts, update }, updates: () => count };
}

describe('a provider among odd names, clocks and platforms', () => {
  it('keeps metadata whose names every object has, and comes to rest with others', async () => {
    const clock = createManualClock();
    const texts = createMemoryStore();
    const { store, updates } = counted(texts);
    const open = (name: string) => watch({ clock, store, generateId: counter(name), platform: { contextId: name, ...load } });
    const [a, b] = [open('a'), open('b')];
    await settle();
    a.sessions.setMetadata({ constructor: 'x', toString: 'y', hasOwnProperty: 1, plain: true });
    a.sessions.setMetadata(JSON.parse('{"__proto__":"z"}'));
    await clock.advance(MINUTE_MS);
    expect(b.sessions.getSession()?.metadata).toEqual({ constructor: 'x', toString: 'y', hasOwnProperty: 1, plain: true });
    expect(updates()).toBeLessThan(30);
    expect([...a.warnings, ...b.warnings]).toEqual(['sessionchart: metadata.__proto__: expected another name']);
  });

  it('comes to rest beside a context whose records it cannot read', async () => {
    const clock = createManualClock();
    const texts = createMemoryStore();
    const { store, updates } = counted(texts);
    const one = watch({ clock, store, platform: { contextId: 'one', ...load } });
    texts.subscribe(() => {
      if (updates() < 1_000 && texts.peek('session')?.includes('"one"')) void texts.update('session', () => '{"version":1,"session":7}');
    });
    for (let i = 0; i < 10; i++) {
      await clock.advance(3_000);
      one.sessions.notify('input.click');
    }
    expect(updates()).toBeLessThan(100);
    expect(one.sessions.getSessionId()).toBe('s1');
    expect(one.story()).toEqual(['started s1 0']);
  });

  it('takes nothing from another context by closing before it knew of it', async () => {
    for (const close of ['shutdown', 'stop'] as const) {
      const clock = createManualClock();
      const store = createMemoryStore();
      const policy = close === 'stop' ? ({ ...testPolicy, then: 'stop' } as const) : testPolicy;
      const open = (name: string, blind = false) =>
        watch({
          clock,
          policy,
          store: blind ? { ...store, peek: () => null, writeNow: () => {} } : store,
          generateId: counter(name),
          platform: { contextId: name, ...load },
        });
      const a = open('a');
      await clock.advance(MINUTE_MS);
      const b = open('b', true);
      if (close === 'shutdown') void b.sessions.shutdown();
      else b.sessions.end();
      await clock.advance(MINUTE_MS);
      const reason = close === 'shutdown' ? 'shutdown' : 'manual';
      expect(a.story()).toEqual(['started a1 0', `ended a1 1 ${reason}`]);
      expect((await a.sessions.listSessions()).map(({ id }) => id)).toEqual(['a1']);
      expect([...a.warnings, ...b.warnings]).toEqual([]);
    }
  });

  it('measures real time after a clock was set forward and back', async () => {
    const { clock, sessions, story } = watch({ policy: { ...testPolicy, endAfter: { inactivity: { ms: 30 * MINUTE_MS } } } });
    await clock.advance(MINUTE_MS);
    clock.step(20 * MINUTE_MS);
    sessions.notify('input.click');
    clock.step(-20 * MINUTE_MS);
    sessions.notify('input.click');
    await clock.advance(30 * MINUTE_MS - 1);
    expect(sessions.getSessionId()).toBe('s1');
    await clock.advance(1);
    expect(story()).toEqual(['started s1 0', 'ended s1 21 inactivity']);
  });

  it('throws nothing into the app that hands in what throws when it is read, or an event of its own', async () => {
    const { sessions, story, warnings } = watch();
    await settle();
    sessions.setMetadata({
      get plan(): string {
        return fail();
      },
    });
    const event: { target?: unknown } = {};
    event.target = event;
    // As in `onClick={sessions.end}`.
    const onClick = sessions.end as (event: unknown) => void;
    onClick(event);
    onClick(1n);
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 0 manual']);
    expect(warnings).toEqual([
      'sessionchart: metadata threw when it was read Error: hostile',
      'sessionchart: end: expected "manual" or "app.…", came object',
      'sessionchart: end: expected "manual" or "app.…", came bigint',
    ]);
  });

  it('takes no record for later than now', async () => {
    const { clock, sessions, story } = watch();
    await settle();
    expect(sessions.stamp('traces', clock.now() + 59_000)).toBe('s1');
    sessions.notify('input.click');
    expect(sessions.getSession()).toMatchObject({ lastActivityTimeMs: EPOCH_MS, lastTelemetryTimeMs: EPOCH_MS });
    sessions.end();
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 0 manual']);
  });

  it('stays hidden where it was hidden in the millisecond it began', async () => {
    const { clock, sessions, story } = watch({ policy: { ...testPolicy, endAfter: { background: { ms: 5 * MINUTE_MS } } } });
    await settle();
    sessions.notify('background');
    await clock.advance(60 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'backgrounded s1 0', 'ended s1 0 background_timeout']);
  });

  it('begins with its page, whatever the platform has set before it says so', async () => {
    const { changes } = watch({
      platform: {
        watch(report, { setMetadata }) {
          setMetadata({ 'app.foreground': true });
          report('load', EPOCH_MS - 3_000);
          return () => {};
        },
      },
    });
    await settle();
    const [{ type, atMs, session } = {}] = changes;
    expect([changes.length, type, atMs, session?.metadata]).toEqual([1, 'started', EPOCH_MS - 3_000, { 'app.foreground': true }]);
  });

  it('goes on where a platform or a store throws when it is started', async () => {
    const platforms: Platform[] = [
      { ...load, store: fail },
      { ...load, store: { ...createMemoryStore(), subscribe: fail } },
      { watch: fail },
      { ...load, nextDayMs: fail },
      { ...load, nextDayMs: () => Number.NaN },
      { ...load, getRandomValues: fail },
    ];
    for (const platform of platforms) {
      const { clock, sessions, story, warnings } = watch({ platform, policy: { ...testPolicy, endOn: ['day'] } });
      sessions.notify('input.click');
      await clock.advance(MINUTE_MS);
      expect(story()).toEqual(['started s1 0']);
      expect(warnings).toHaveLength(1);
    }
  });
});
