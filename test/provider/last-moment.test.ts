import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { Platform, SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, watch } from '../support/watch.ts';

const deaf = (store: SessionStore): SessionStore => ({ ...store, subscribe: () => () => {} });
const named = (contextId: string): Platform => ({ contextId, ...load });

describe('what happens at the last moment', () => {
  it('gives what began and ended here to the session that takes its place, not to the one that another ended', async () => {
    const clock = createManualClock();
    const shared = createMemoryStore();
    const a = watch({ clock, store: deaf(shared), generateId: counter('a'), platform: named('a') });
    await settle();
    const b = watch({ clock, store: shared, generateId: counter('b'), platform: named('b') });
    await settle();
    b.sessions.end();
    b.sessions.notify('input.click');
    b.sessions.end();
    await settle();
    a.sessions.end();
    const lost = a.sessions.stamp('traces');
    const isOver = a.sessions.shutdown();
    await clock.advance(MINUTE_MS);
    await isOver;
    expect(lost).toBe('a2');
    expect(a.story().at(-1)).toBe('ended a3 0 shutdown');
    expect(a.sessions.finalId('a2')).toBe('a3');
  });

  it('looks once more who was first before it makes an end final that it thought of itself', async () => {
    const [slept, clock] = [createManualClock(), createManualClock()];
    const shared = createMemoryStore();
    let isSilent = false;
    const store: SessionStore = { ...deaf(shared), update: (...args) => (isSilent ? new Promise(() => {}) : shared.update(...args)) };
    const a = watch({ clock: slept, store, generateId: counter('a'), platform: named('a') });
    await settle();
    const b = watch({ clock, store: shared, generateId: counter('b'), platform: named('b') });
    await clock.advance(10 * MINUTE_MS);
    b.sessions.notify('input.click');
    await clock.advance(31 * MINUTE_MS);
    b.sessions.notify('input.click');
    await settle();
    isSilent = true;
    await slept.advance(30 * MINUTE_MS + 1_000);
    a.sessions.finalize();
    await settle();
    expect(b.story()).toContain('ended a1 10 inactivity');
    expect(a.story().filter((line) => line.startsWith('ended'))).toEqual(['ended a1 10 inactivity']);
    expect(a.sessions.getSessionId()).toBe('b1');
  });

  /** A database, and beside it what is written without waiting; what was on its way to the database when its context closed is lost. */
  function device() {
    const clock = createManualClock();
    const database = createMemoryStore();
    const mirror = createMemoryStore();
    let isGone = false;
    const store: SessionStore = {
      ...deaf(database),
      peek: (slot) => mirror.peek(slot) ?? database.peek(slot),
      update: async (slot, next) => (isGone ? new Promise(() => {}) : database.update(slot, next)),
      writeNow: (slot, text) => mirror.writeNow?.(slot, text),
    };
    const sent: string[] = [];
    return {
      clock,
      sent,
      first: () => watch({ clock, store, generateId: counter('a'), platform: named('a') }),
      second() {
        const b = watch({ clock, store: { ...store, update: database.update }, generateId: counter('b'), platform: named('b') });
        b.sessions.delivery?.outbox.open(({ uid, session }) => sent.push(`${uid} ${session.endReason}`));
        return b;
      },
      close() {
        isGone = true;
      },
    };
  }

  it('sends the end that a context wrote without waiting, though its store never had it', async () => {
    const { clock, sent, first, second, close } = device();
    const { sessions } = first();
    sessions.delivery?.outbox.open(() => {});
    await settle();
    sessions.end();
    sessions.notify('unload');
    close();
    await settle();
    const b = second();
    await clock.advance(MINUTE_MS);
    expect(sent).toContain('a1:end manual');
    expect((await b.sessions.listSessions()).map(({ id, endReason }) => `${id} ${endReason}`)).toEqual(['a1 manual', 'b1 null']);
  });

  it('goes on with the session that a context wrote without waiting, though its store never had it', async () => {
    const { clock, sent, first, second, close } = device();
    const { sessions } = first();
    await settle();
    sessions.end();
    await settle();
    sessions.notify('input.click');
    sessions.notify('unload');
    close();
    await settle();
    const b = second();
    await clock.advance(MINUTE_MS);
    expect(b.story()).toEqual(['resumed a2 0']);
    expect(sent).toContain('a2:start null');
  });
});
