import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

/** A store whose answers wait while its gate is shut: what is written is written, but nobody hears of it yet. */
function gated(store: SessionStore) {
  let open = () => {};
  let gate: Promise<void> | null = null;
  return {
    store: {
      ...store,
      update: async (slot, next) => {
        const text = await store.update(slot, next);
        await gate;
        return text;
      },
    } satisfies SessionStore,
    shut() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    open() {
      gate = null;
      open();
    },
  };
}
const silent = (store: SessionStore): SessionStore => ({ ...store, peek: () => null, update: () => new Promise(() => {}) });

describe('a store that is slow', () => {
  it('takes nothing back that was made final while a transaction was under way', async () => {
    const clock = createManualClock();
    const shared = createMemoryStore();
    const { store, shut, open } = gated(shared);
    const a = watch({ clock, store, generateId: counter('a'), platform: { contextId: 'a', ...load } });
    const b = watch({ clock, store: shared, generateId: counter('b'), platform: { contextId: 'b', ...load } });
    await settle();
    shut();
    a.sessions.setMetadata({ step: 1 });
    await settle();
    a.sessions.end();
    a.sessions.notify('input.click');
    a.sessions.finalize();
    const left = a.sessions.getSessionId();
    await settle();
    b.sessions.end();
    b.sessions.notify('input.click');
    await settle();
    open();
    await clock.advance(MINUTE_MS);
    expect(left).toBe('a2');
    expect(a.story().slice(0, 4)).toEqual(['started a1 0', 'updated a1 0', 'ended a1 0 manual', 'started a2 0']);
    expect(a.story().filter((line) => line.startsWith('ended a2'))).toHaveLength(a.sessions.getSessionId() === 'a2' ? 0 : 1);
    expect(a.sessions.getSessionId()).toBe(b.sessions.getSessionId());
    expect(b.story().at(-2)).toBe('ended b2 0 superseded');
    expect(a.sessions.finalId('a2')).toBe('a2');
    expect([...a.warnings, ...b.warnings]).toEqual([]);
  });

  it('may never answer: the list of sessions is what this process knows, after five seconds', async () => {
    const { clock, sessions, warnings } = watch({ store: silent(createMemoryStore()), generateId: counter('s') });
    sessions.notify('input.click');
    sessions.end();
    sessions.notify('input.click');
    let listed: readonly string[] | null = null;
    void sessions.listSessions().then((all) => {
      listed = all.map(({ id, state }) => `${id} ${state}`);
    });
    await clock.advance(4_999);
    expect(listed).toBeNull();
    await clock.advance(1);
    expect(listed).toEqual(['s1 ended', 's2 active']);
    expect(warnings).toHaveLength(1);
  });

  it('may never answer: sessions go on, and everything is told once', async () => {
    const { clock, sessions, story } = watch({ store: silent(createMemoryStore()), policy: { ...testPolicy, persist: 'start' } });
    await clock.advance(6_000);
    const heard: unknown[] = [];
    const { subscribe } = sessions;
    subscribe((change) => heard.push(change));
    for (let i = 0; i < 5_000; i++) {
      sessions.notify('input.click');
      sessions.stamp('traces');
      expect(sessions.getSession()?.telemetry.total).toBe(i + 1);
    }
    await clock.advance(31 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'ended s1 0.1 inactivity']);
    expect(heard).toHaveLength(1);
  });

  it('loses none of many that ended while it failed', async () => {
    const shared = createMemoryStore();
    let isDown = true;
    const store: SessionStore = {
      ...shared,
      update: async (slot, next) => {
        if (isDown) throw new Error('offline');
        return shared.update(slot, next);
      },
    };
    const { clock, sessions } = watch({ store });
    for (let i = 0; i < 20; i++) {
      await clock.advance(MINUTE_MS);
      sessions.end();
      sessions.notify('input.click');
    }
    isDown = false;
    await clock.advance(MINUTE_MS);
    sessions.setMetadata({ back: true });
    await settle();
    const { sessions: kept } = JSON.parse(shared.peek('history') ?? '{}');
    expect(kept.map(({ id }: { id: string }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `s${i + 1}`));
  });
});
