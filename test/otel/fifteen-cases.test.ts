/**
 * The cases in which @opentelemetry/web-common 0.300.0 and @opentelemetry/browser-sdk 0.4.0 are wrong, each run and reported
 * by them, here on the drop-in manager over our sessions.
 */
import { describe, expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { createSessionManager, createSessionSpanProcessor } from '../../src/otel/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { testPolicy, watch } from '../support/watch.ts';
import { ids, span } from './fake-records.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** As theirs: inactivity, maximum duration, and telemetry is activity. */
const policy = (idleMs: number | null, maxMs: number | null = null): SessionPolicy => ({
  ...testPolicy,
  extendOn: [...testPolicy.extendOn, 'telemetry'],
  endAfter: { ...(idleMs && { inactivity: { ms: idleMs } }), ...(maxMs && { duration: { ms: maxMs } }) },
});

function open(options: Parameters<typeof watch>[0] = {}) {
  const watched = watch(options);
  const manager = createSessionManager(watched.sessions);
  const seen: string[] = [];
  manager.addObserver({
    onSessionStarted: ({ id }, previous) => seen.push(`started ${id} after ${previous?.id} reading ${manager.getSessionId()}`),
    onSessionEnded: ({ id }) => seen.push(`ended ${id}`),
  });
  const processor = createSessionSpanProcessor(watched.sessions);
  const stampNow = () => {
    const started = span(watched.clock.now());
    processor.onStart(started, undefined);
    return ids([started])[0];
  };
  return { ...watched, manager, seen, stampNow };
}

describe('where the OpenTelemetry session manager goes wrong', () => {
  it('A: an idle tab has one session, not a new one with each timeout', async () => {
    const { clock, story } = open({ policy: policy(30 * MINUTE_MS) });
    await clock.advance(2 * HOUR_MS);
    expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity']);
  });

  it('B: after a night of sleep the first read does not revive the session, though no timer has fired yet', async () => {
    const { clock, manager, stampNow, story } = open({ policy: policy(30 * MINUTE_MS) });
    await settle();
    clock.step(8 * HOUR_MS);
    expect(manager.getSessionId()).toBeNull();
    expect(stampNow()).toBe('s2');
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity', 'started s2 480']);
  });

  it('B2: the same with a maximum duration', async () => {
    const { clock, manager, stampNow, story } = open({ policy: policy(null, HOUR_MS) });
    await settle();
    clock.step(8 * HOUR_MS);
    expect(manager.getSessionId()).toBeNull();
    expect(stampNow()).toBe('s2');
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 60 max_duration', 'started s2 480']);
  });

  it.each([
    ['C', 'an idle limit', policy(30 * MINUTE_MS), 'ended a1 0 inactivity'],
    ['D', 'a maximum duration', policy(null, 4 * HOUR_MS), 'ended a1 240 max_duration'],
  ])('%s: a session stored three days ago is over under %s, is told so, and its id is never read', async (_case, _limit, given, ended) => {
    const clock = createManualClock();
    const left = createMemoryStore();
    open({ clock, store: left, policy: given, generateId: counter('a') });
    await settle();
    const store = createMemoryStore();
    store.writeNow?.('session', left.peek('session') ?? '');
    const later = createManualClock(EPOCH_MS + 3 * DAY_MS);
    const { manager, story, changes } = open({ clock: later, store, policy: given, generateId: counter('b') });
    expect(manager.getSessionId()).toBe('b1');
    await settle();
    expect(story()).toEqual([ended, 'started b1 4320']);
    expect(changes[0]?.session.recovered).toBe(true);
  });

  it('E: an id read before start() resolves is the id ever after', async () => {
    const store = createMemoryStore();
    const clock = createManualClock();
    open({ clock, store, generateId: counter('old') });
    await settle();
    const { manager, seen } = open({ clock, store, generateId: counter('new') });
    const early = manager.getSessionId();
    await manager.start();
    await settle();
    expect([early, manager.getSessionId(), seen]).toEqual(['old1', 'old1', []]);
  });

  it('F: activity every second keeps a session with an idle limit of three', async () => {
    const { clock, stampNow, story } = open({ policy: policy(3_000) });
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      expect(stampNow()).toBe('s1');
    }
    expect(story()).toEqual(['started s1 0']);
  });

  it('G: an idle limit of ten seconds is over ten seconds after the last activity, not five', async () => {
    const { clock, manager, stampNow } = open({ policy: policy(10_000) });
    await clock.advance(4_000);
    stampNow();
    await clock.advance(9_999);
    expect(manager.getSessionId()).toBe('s1');
    await clock.advance(1);
    expect(manager.getSessionId()).toBeNull();
  });

  it('H, I: an observer that reads the id reads that of the session it is told of, at the first start and at each rotation', async () => {
    const { clock, sessions, seen } = open({ policy: policy(30 * MINUTE_MS) });
    await clock.advance(HOUR_MS);
    sessions.notify('input.click');
    await settle();
    expect(seen).toEqual(['started s1 after undefined reading s1', 'ended s1', 'started s2 after s1 reading s2']);
  });

  it('J, O: neither a store that fails nor an observer that throws reaches the caller', async () => {
    const fail = () => {
      throw new Error('blocked');
    };
    const store = { ...createMemoryStore(), peek: fail, update: () => Promise.reject(new Error('full')) };
    const { manager, seen, stampNow } = open({ store });
    manager.addObserver({ onSessionStarted: fail, onSessionEnded: fail });
    manager.addObserver({ onSessionStarted: ({ id }) => seen.push(`the next hears of ${id}`), onSessionEnded() {} });
    expect(stampNow()).toBe('s1');
    await settle();
    expect(seen).toEqual(['started s1 after undefined reading s1', 'the next hears of s1']);
  });

  it('K: two tabs that start together have one id', async () => {
    const store = createMemoryStore();
    const clock = createManualClock();
    const blind = { ...store, peek: () => null };
    const tabs = ['a', 'b'].map((name) => open({ clock, store: blind, generateId: counter(name) }));
    await settle();
    expect(tabs.map(({ manager }) => manager.getSessionId())).toEqual(['a1', 'a1']);
    expect(tabs.map(({ stampNow }) => stampNow())).toEqual(['a1', 'a1']);
  });

  it('L: an idle tab does not rotate alone while another is in use', async () => {
    const store = createMemoryStore();
    const clock = createManualClock();
    const [idle, used] = ['a', 'b'].map((name) => open({ clock, store, generateId: counter(name) }));
    for (let i = 0; i < 6; i++) {
      await clock.advance(10 * MINUTE_MS);
      used?.sessions.notify('input.click');
    }
    await settle();
    expect([idle?.manager.getSessionId(), used?.manager.getSessionId(), idle?.story()]).toEqual(['a1', 'a1', ['started a1 0']]);
  });

  it('M: shutdown tells the end, and the next read arms no timer', async () => {
    const { clock, manager, sessions, story } = open();
    await clock.advance(MINUTE_MS);
    await sessions.shutdown();
    expect([manager.getSessionId(), clock.timers, story()]).toEqual([null, 0, ['started s1 0', 'ended s1 1 shutdown']]);
  });

  it('N: a maximum of 40 days does not end after the 24.8 days that a timer can wait', async () => {
    const { clock, manager, story } = open({ policy: policy(null, 40 * DAY_MS) });
    await clock.advance(25 * DAY_MS);
    expect(manager.getSessionId()).toBe('s1');
    await clock.advance(16 * DAY_MS);
    expect(story()).toEqual(['started s1 0', `ended s1 ${40 * 24 * 60} max_duration`]);
  });
});
