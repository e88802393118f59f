import { DiagLogLevel, diag } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import type { SessionChange } from '../../machines/session.ts';
import type { TelemetrySessions } from '../../src/api/session-provider.ts';
import { debugSessions, openSnapshot, replaySnapshot } from '../../src/debug/index.ts';
import { createSessionProvider as createFull } from '../../src/full/create-session-provider.ts';
import { createSessionProvider as createLite, type SessionProviderOptions } from '../../src/lite/create-session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy } from '../support/watch.ts';

type Create = (options?: SessionProviderOptions) => TelemetrySessions & { shutdown(): Promise<void> };
const BUILDS: Readonly<Record<string, Create>> = { sessionchart: createFull, 'sessionchart/lite': createLite };

describe.each(Object.entries(BUILDS))('debugSessions with %s', (_, create) => {
  const start = (options: SessionProviderOptions = {}, prefix = 's') => {
    const clock = createManualClock();
    const lines: string[] = [];
    const given = {
      policy: testPolicy,
      clock,
      platform: { ...load, contextId: `tab-${prefix}` },
      generateId: counter(prefix),
      ...options,
    };
    const sessions = debugSessions(create, given, { log: (line) => lines.push(line) });
    return { clock: (options.clock as typeof clock | undefined) ?? clock, lines, sessions };
  };

  it('tells why a session went on and why it ended, with what was compared', async () => {
    const { clock, lines, sessions } = start();
    await clock.advance(60_000);
    sessions.notify('input.click');
    sessions.notify('navigation');
    sessions.stamp('traces');
    await clock.advance(40 * MINUTE_MS);
    sessions.notify('input.click');
    sessions.end('app.logout');
    await sessions.shutdown();
    expect(lines).toEqual([
      '00:00:00.000Z load: load.first in startOn → started s1, over at 00:30:00.000',
      '00:01:00.000Z input.click: in extendOn → goes on, over at 00:31:00.000',
      '00:01:00.000Z navigation: not in extendOn → nothing',
      '00:01:00.000Z pulse: 1 record, active at 00:01:00.000 → goes on, over at 00:31:00.000',
      '00:31:00.000Z sync of tab-s: same session s1 → goes on, over at 00:31:00.000',
      '00:31:00.000Z tick: idle 30 min ≥ 30 min → ended s1 (inactivity) at 00:01:00.000',
      '00:41:00.000Z input.click: in startOn → started s2, over at 01:11:00.000',
      '00:41:00.000Z end: app.logout → ended s2 (app.logout)',
      '00:41:00.000Z shutdown → closed',
    ]);
  });

  it('names the tab that was first where two begin at once', async () => {
    const store = createMemoryStore();
    const clock = createManualClock();
    const first = start({ store, clock }, 'a');
    const second = start({ store, clock }, 'b');
    expect([first.sessions.getSessionId(), second.sessions.getSessionId()]).toEqual(['a1', 'b1']);
    await settle();
    expect([first.sessions.getSessionId(), second.sessions.getSessionId()]).toEqual(['a1', 'a1']);
    expect(second.lines.slice(1)).toEqual([
      '00:00:00.000Z load: load.first in startOn → started b1, over at 00:30:00.000',
      '00:00:00.000Z store: something was written',
      '00:00:00.000Z store: holds a1 of tab-a, not ended',
      '00:00:00.000Z sync of tab-a at load: another context was first → leaves b1 for a1',
      '00:00:00.000Z sync of tab-a at load: none known here → resumed a1, over at 00:30:00.000',
      '00:00:00.000Z load again → goes on, over at 00:30:00.000',
      '00:00:00.000Z store: b1 was not final → replaced by a1 of tab-a, which was first',
      '00:00:00.000Z store: something was written',
    ]);
  });

  it('does to sessions what the provider does alone', async () => {
    const story = async (sessions: ReturnType<Create>, clock: ReturnType<typeof createManualClock>) => {
      const changes: SessionChange[] = [];
      sessions.subscribe((change) => changes.push(change));
      for (const minutes of [1, 29, 31, 3, 300]) {
        sessions.notify('input.click');
        sessions.setMetadata({ 'user.id': `u${minutes}` });
        sessions.stamp('logs');
        sessions.notify('background');
        await clock.advance(minutes * MINUTE_MS);
        sessions.notify('foreground');
      }
      sessions.end();
      await sessions.shutdown();
      return changes;
    };
    const platform = { ...load, contextId: 'c' };
    const { sessions, clock } = start({ platform });
    const debugged = await story(sessions, clock);
    const plainClock = createManualClock();
    const plain = create({ policy: testPolicy, clock: plainClock, platform, generateId: counter() });
    expect(debugged).toEqual(await story(plain, plainClock));
    expect(debugged.length).toBeGreaterThan(10);
  });

  it('writes a report without what users said, which opens again and comes out the same', async () => {
    const { clock, sessions } = start({ attributes: () => ({ plan: 'gold-plan' }) });
    sessions.setMetadata({ 'user.id': 'alice-42' });
    for (let i = 0; i < 400; i++) {
      sessions.notify('input.click');
      if (i % 3 === 0) sessions.end();
      await clock.advance(60_000);
    }
    const report = sessions.debug.report();
    expect(report).not.toMatch(/alice-42|gold-plan/);
    expect(report.length).toBeLessThanOrEqual(60_000);
    const snapshot = openSnapshot(`Sessions doubled last night.\n\n${report}\nThanks!`);
    expect(snapshot.session?.metadata).toEqual({ 'user.id': '#1' });
    expect(snapshot.decisions.length).toBeGreaterThan(5);
    expect(replaySnapshot(snapshot)).toMatchObject({ difference: null });
    expect(sessions.debug.snapshot({ includeValues: true }).session?.metadata).toEqual({ 'user.id': 'alice-42' });
  });

  it('keeps a report short enough for an issue where the metadata is not, by the lines alone', () => {
    const { sessions } = start();
    sessions.setMetadata(Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`a.key.of.many.${i}`, i])));
    sessions.end('app.logout');
    const report = sessions.debug.report();
    expect(report.length).toBeLessThanOrEqual(60_000);
    expect(report).toMatch(/end: app\.logout → ended/);
    expect(report).toMatch(/The snapshot has \d+ characters, too many for a report/);
  });

  it('counts what repeats itself, and keeps so many decisions at the most', () => {
    const { lines, sessions } = start();
    for (let i = 0; i < 1_000; i++) sessions.notify('input.move');
    expect(lines.filter((line) => line.includes('input.move'))).toHaveLength(1);
    expect(sessions.debug.decisions.at(-1)).toMatchObject({ kind: 'activity', count: 1_000 });
    for (let i = 0; i < 1_000; i++) sessions.end();
    for (let i = 0; i < 1_000; i++) {
      sessions.notify('input.click');
      sessions.end();
    }
    expect(sessions.debug.decisions).toHaveLength(300);
  });

  it('tells of a store that fails, and of one that holds what is no session', async () => {
    const broken = { ...createMemoryStore(), update: () => Promise.reject(new Error('disk full')) };
    const { lines } = start({ store: broken, diagnostics: { warn() {}, debug() {} } });
    await settle();
    expect(lines.slice(2)).toEqual([
      '00:00:00.000Z store: failed: Error: disk full',
      expect.stringMatching(/^00:00:00\.000Z warning: the store failed/),
    ]);
    const odd = createMemoryStore();
    await odd.update('session', () => '{"hello":1}');
    expect(start({ store: odd, diagnostics: { warn() {}, debug() {} } }).lines[0]).toBe(
      '00:00:00.000Z store: holds no session that can be read',
    );
  });

  it('speaks through the logger of diag, and throws nothing of what it throws', () => {
    const said: string[] = [];
    diag.setLogger(
      { error() {}, warn() {}, info() {}, verbose() {}, debug: (message) => said.push(message) },
      { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true },
    );
    try {
      debugSessions(create, { policy: testPolicy, clock: createManualClock(), generateId: counter() });
    } finally {
      diag.disable();
    }
    expect(said).toContain('sessionchart: 00:00:00.000Z load: load.first in startOn → started s1, over at 00:30:00.000');
    const log = () => {
      throw new Error('no console');
    };
    expect(() => debugSessions(create, { policy: testPolicy }, { log })).not.toThrow();
  });
});
