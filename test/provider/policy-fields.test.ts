import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

describe('what a policy may want besides limits', () => {
  it('cuts a session into parts', async () => {
    const { clock, sessions, changes } = watch({ policy: { ...testPolicy, splitOn: ['foreground', 'background'] } });
    for (const trigger of ['background', 'foreground', 'background'] as const) {
      await clock.advance(MINUTE_MS);
      sessions.notify(trigger);
    }
    await settle();
    expect(changes.map(({ type, session }) => [type, session.id, session.partIndex])).toEqual([
      ['started', 's1', 0],
      ['backgrounded', 's1', 1],
      ['foregrounded', 's1', 2],
      ['backgrounded', 's1', 3],
    ]);
  });

  it('ends at a day boundary, a telemetry limit and a change of an attribute where the policy says so', async () => {
    const { clock, sessions, story } = watch({
      policy: {
        ...testPolicy,
        startOn: ['load', 'telemetry', 'attribute'],
        endOn: ['day', 'attribute.user.id.changed'],
        endAfter: { telemetryCount: 2 },
      },
      platform: { ...load, nextDayMs: (atMs) => (Math.floor(atMs / 86_400_000) + 1) * 86_400_000 },
    });
    expect([1, 2, 3].map(() => sessions.stamp('logs'))).toEqual(['s1', 's1', 's2']);
    await clock.advance(MINUTE_MS);
    sessions.setMetadata({ 'user.id': 'alice' });
    sessions.setMetadata({ 'user.id': 'alice' });
    sessions.setMetadata({ 'user.id': 'bob' });
    await clock.advance(24 * 60 * MINUTE_MS);
    expect(story().filter((line) => !line.startsWith('updated'))).toEqual([
      'started s1 0',
      'ended s1 0 telemetry_limit',
      'started s2 0',
      'ended s2 1 attribute_changed',
      'started s3 1',
      'ended s3 1 day_boundary',
    ]);
  });

  it('decides once whether a session is sampled', async () => {
    const { sessions } = watch({ policy: { ...testPolicy, sampling: { ratio: 0, by: 'id' } } });
    expect(sessions.getSession()?.sampled).toBe(false);
  });

  it('counts what it stamps, by signal and context', async () => {
    const { sessions } = watch();
    for (const signal of ['traces', 'traces', 'logs', 'metrics'] as const) sessions.stamp(signal);
    expect(sessions.getSession()).toMatchObject({ telemetry: { total: 4, traces: 2, logs: 1, metrics: 1 }, lastTelemetryTimeMs: EPOCH_MS });
  });

  it('reports heartbeats in the foreground where the policy wants them', async () => {
    const { clock, sessions, story } = watch({
      policy: { ...testPolicy, extendOn: ['heartbeat'], heartbeatEveryMs: MINUTE_MS, endAfter: { inactivity: { ms: 5 * MINUTE_MS } } },
    });
    await clock.advance(30 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0']);
    sessions.notify('background');
    await clock.advance(6 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'backgrounded s1 30', 'ended s1 30 inactivity']);
  });

  it('reports heartbeats wherever it is open where the policy says so', async () => {
    const { clock, sessions, story } = watch({
      policy: {
        ...testPolicy,
        extendOn: ['heartbeat.background'],
        heartbeatEveryMs: MINUTE_MS,
        heartbeatWhile: 'open',
        endAfter: { inactivity: { ms: 5 * MINUTE_MS } },
      },
    });
    sessions.notify('background');
    await clock.advance(30 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'backgrounded s1 0']);
  });

  it('reports a heartbeat some time after something was exported where the policy says so', async () => {
    const { clock, sessions, story } = watch({
      policy: {
        ...testPolicy,
        extendOn: ['heartbeat'],
        heartbeatEveryMs: MINUTE_MS,
        heartbeatWhile: 'used',
        endAfter: { inactivity: { ms: 5 * MINUTE_MS } },
      },
    });
    await clock.advance(3 * MINUTE_MS);
    sessions.notify('export');
    await clock.advance(30_000);
    sessions.notify('export');
    await clock.advance(4 * MINUTE_MS);
    expect(sessions.getSession()?.lastActivityTimeMs).toBe(EPOCH_MS + 4 * MINUTE_MS);
    await clock.advance(2 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'ended s1 4 inactivity']);
  });

  it('keeps no sessions where nothing can be stored and the policy wants none then', async () => {
    const policy = { ...testPolicy, withoutStore: 'none' } as const;
    const without = watch({ policy, platform: load });
    expect([without.sessions.getSessionId(), without.sessions.stamp('traces')]).toEqual([null, null]);
    without.sessions.notify('input.click');
    without.sessions.setMetadata({ plan: 'free' });
    await without.clock.advance(60 * MINUTE_MS);
    expect([without.story(), await without.sessions.listSessions()]).toEqual([[], []]);
    expect(without.warnings).toEqual(['sessionchart: nothing can be stored here, so this policy keeps no sessions']);
    const lasting = watch({ policy, platform: load, store: { ...createMemoryStore(), isVolatile: () => false } });
    const ofPages = watch({ policy: { ...policy, scope: 'page' }, platform: load });
    expect([lasting.sessions.getSessionId(), ofPages.sessions.getSessionId()]).toEqual(['s1', 's1']);
  });

  it('stores no activity where the policy stores no more than the start', async () => {
    const store = createMemoryStore();
    const { clock, sessions } = watch({ store, policy: { ...testPolicy, persist: 'start' } });
    for (let i = 0; i < 3; i++) {
      await clock.advance(MINUTE_MS);
      sessions.notify('input.click');
    }
    await settle();
    expect(JSON.parse(store.peek('session') ?? '').session).toMatchObject({ id: 's1', lastActivityTimeMs: EPOCH_MS });
  });
});
