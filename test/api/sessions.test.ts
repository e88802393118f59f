import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SessionProvider } from '../../src/api/index.ts';
import { registerSessionProvider, sessions, unregisterSessionProvider } from '../../src/api/index.ts';
import { createFakeSessions, liveSession } from '../otel/fake-sessions.ts';

afterEach(() => {
  registerSessionProvider(createFakeSessions());
  unregisterSessionProvider();
});

describe('before a provider registers', () => {
  it('has no session, and takes every call', () => {
    expect(sessions.getSession()).toBeNull();
    expect(sessions.getSessionId(5)).toBeNull();
    sessions.end('manual');
    sessions.subscribe(() => {})();
  });

  it('keeps what was set and recorded, in order and with the time of the call', () => {
    vi.useFakeTimers({ now: 1_000 });
    sessions.setMetadata({ 'user.id': 'u1' });
    sessions.notify('input.click');
    vi.setSystemTime(2_000);
    sessions.notify('navigation', 1_500);
    sessions.end();
    vi.useRealTimers();
    const provider = createFakeSessions();
    expect(registerSessionProvider(provider)).toBe(true);
    expect(provider.calls).toEqual(['setMetadata {"user.id":"u1"}', 'notify input.click 1000', 'notify navigation 1500']);
  });

  it('subscribes later for whoever subscribed, unless they stopped meanwhile', () => {
    const seen: string[] = [];
    sessions.subscribe((change) => seen.push(`stays ${change.session.id}`));
    sessions.subscribe((change) => seen.push(`stopped ${change.session.id}`))();
    const provider = createFakeSessions();
    registerSessionProvider(provider);
    provider.tell({ type: 'started', session: liveSession('s1', 1), atMs: 1, detectedAtMs: 1 });
    expect(seen).toEqual(['stays s1']);
  });

  it('stops what it subscribed at the registration', () => {
    const stop = sessions.subscribe(() => {});
    const provider = createFakeSessions();
    registerSessionProvider(provider);
    expect(provider.listenerCount).toBe(1);
    stop();
    expect(provider.listenerCount).toBe(0);
  });

  it('keeps a thousand calls at the most', () => {
    for (let i = 0; i < 1_500; i++) sessions.notify('heartbeat', i);
    const provider = createFakeSessions();
    registerSessionProvider(provider);
    expect(provider.calls.at(0)).toBe('notify heartbeat 0');
    expect(provider.calls.at(-1)).toBe('notify heartbeat 999');
  });
});

describe('with a provider', () => {
  it('speaks to it', () => {
    const provider = createFakeSessions();
    provider.start('s1', 10);
    registerSessionProvider(provider);
    sessions.notify('input');
    sessions.end('app.logout');
    expect([sessions.getSessionId(), sessions.getSessionId(5), sessions.getSession()?.startTimeMs]).toEqual(['s1', null, 10]);
    expect(provider.calls).toEqual(['notify input undefined', 'end app.logout']);
  });

  it('keeps the first of two', () => {
    const [first, second] = [createFakeSessions(), createFakeSessions()];
    first.start('first', 1);
    expect([registerSessionProvider(first), registerSessionProvider(second), registerSessionProvider(first)]).toEqual([true, false, true]);
    expect(sessions.getSessionId()).toBe('first');
  });

  it('does not let one that throws, or an older one that lacks a method, reach the app', () => {
    const fail = () => {
      throw new Error('broken');
    };
    const broken = { getSession: fail, subscribe: fail, notify: fail } as unknown as SessionProvider;
    const stop = sessions.subscribe(() => {});
    registerSessionProvider(broken);
    sessions.notify('input');
    sessions.setMetadata({});
    sessions.end();
    stop();
    sessions.subscribe(() => {})();
    expect([sessions.getSession(), sessions.getSessionId()]).toEqual([null, null]);
  });
});
