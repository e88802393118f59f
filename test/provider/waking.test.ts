import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, watch } from '../support/watch.ts';

/** A tab that can be frozen: it hears nothing until it wakes, and then asks what it missed. */
async function tabs() {
  const clock = createManualClock();
  const shared = createMemoryStore();
  let isFrozen = false;
  let tell: Parameters<SessionStore['subscribe']>[0] = () => {};
  const drowsy: SessionStore = {
    ...shared,
    subscribe(onForeignWrite) {
      tell = onForeignWrite;
      return shared.subscribe(() => isFrozen || onForeignWrite());
    },
  };
  const open = (name: string, store: SessionStore) =>
    watch({ clock, store, generateId: counter(name), platform: { ...load, contextId: name } });
  const [a, b] = [open('a', shared), open('b', drowsy)];
  await clock.advance(MINUTE_MS);
  const freeze = () => {
    isFrozen = true;
  };
  const wake = () => {
    isFrozen = false;
    tell(true);
  };
  return { clock, a, b, freeze, wake };
}

describe('a tab that wakes', () => {
  it('knows at once that its session ended, so that the first click begins the next', async () => {
    const { clock, a, b, freeze, wake } = await tabs();
    freeze();
    a.sessions.end('app.logout', { link: false });
    await clock.advance(MINUTE_MS);
    wake();
    expect(b.sessions.getSessionId()).toBeNull();
    b.sessions.notify('input.click');
    expect(b.sessions.getSession()).toMatchObject({ id: 'b2', previousId: null });
    await clock.advance(MINUTE_MS);
    expect([a, b].map(({ sessions }) => sessions.getSessionId())).toEqual(['b2', 'b2']);
    expect(b.story().slice(1)).toEqual(['ended a1 1 app.logout', 'started b2 2']);
  });

  it('stamps at once what belongs to a session that began meanwhile', async () => {
    const { clock, a, b, freeze, wake } = await tabs();
    freeze();
    a.sessions.end();
    a.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    wake();
    expect(b.sessions.stamp('logs')).toBe('a2');
    await clock.advance(MINUTE_MS);
    expect(b.sessions.getSession()?.telemetry.logs).toBe(1);
  });
});
