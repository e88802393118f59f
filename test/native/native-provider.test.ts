import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createNativeProvider, type NativeHost } from '../../src/native/index.ts';
import { createFakeHost, START_MS, settle } from './fake-host.ts';

const FIRST_ID = '01020304-0506-4708-890a-0b0c0d0e0f10';
const kinds = (emitted: readonly (readonly [string, unknown])[], kind: string) =>
  emitted.flatMap(([one, value]) => (one === kind ? [value] : []));

it('emits a change and an event for the start and the end of a session', async () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host, '{"attributes":{"service.version":"1.2"},"eventAttributes":["service.version"]}');
  sessions.show();
  sessions.stamp('traces');
  await settle();
  fake.nowMs += 90_000;
  sessions.end('app.logout');
  await settle();
  expect(kinds(fake.emitted, 'change')).toMatchObject([
    { type: 'started', atMs: START_MS, session: { id: FIRST_ID, startReason: 'load', attributes: { 'service.version': '1.2' } } },
    { type: 'ended', atMs: START_MS + 90_000, session: { id: FIRST_ID, endReason: 'app.logout' } },
  ]);
  expect(kinds(fake.emitted, 'event')).toMatchObject([
    {
      name: 'session.start',
      timeMs: START_MS,
      observedTimeMs: START_MS,
      attributes: {
        'session.id': FIRST_ID,
        'log.record.uid': `${FIRST_ID}:start`,
        'session.start_reason': 'load',
        'service.version': '1.2',
      },
    },
    {
      name: 'session.end',
      timeMs: START_MS + 90_000,
      attributes: { 'session.id': FIRST_ID, 'session.end_reason': 'app.logout', 'session.duration': 90, 'session.telemetry.span_count': 1 },
    },
  ]);
  expect(fake.logged).toEqual([]);
});

it('ends a session by the timer that the host was asked for', async () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host);
  sessions.show();
  await settle();
  const idleMs = 30 * 60_000 + 1;
  const [id = 0] = [...fake.timers].find(([, ms]) => ms <= idleMs) ?? [];
  fake.nowMs += idleMs;
  for (const timer of [id, ...fake.timers.keys()]) sessions.timerFired(timer);
  await settle();
  expect(kinds(fake.emitted, 'change')).toMatchObject([{ type: 'started' }, { type: 'ended', session: { endReason: 'inactivity' } }]);
  expect(sessions.getSessionId()).toBe(null);
});

it('goes on with the session that an earlier process left', async () => {
  const first = createFakeHost();
  createNativeProvider(first.host).show();
  await settle();
  const second = createFakeHost(first.disk);
  second.nowMs += 60_000;
  const sessions = createNativeProvider(second.host);
  expect(sessions.getSessionId()).toBe(FIRST_ID);
  sessions.show();
  await settle();
  expect(kinds(second.emitted, 'change')).toMatchObject([{ type: 'resumed', session: { id: FIRST_ID } }]);
});

it.each([
  ['{}', 'unexpected_termination', 'process_gone'],
  ['{"isShared":true}', 'inactivity', null],
])('says how a session ended that was left open, with the options %s', async (options, endReason, evidence) => {
  const first = createFakeHost();
  createNativeProvider(first.host, options).show();
  await settle();
  // What the runtime of the first process knew is gone with it.
  const runtime = Symbol.for('sessionchart.mobile.runtime.1');
  delete (globalThis as { [runtime]?: unknown })[runtime];
  const second = createFakeHost(first.disk);
  second.nowMs += 2 * 3_600_000;
  createNativeProvider(second.host, options).show();
  await settle();
  expect(kinds(second.emitted, 'change')).toMatchObject([{ type: 'ended', session: { endReason, evidence } }, { type: 'started' }]);
});

it('reads the session and the past as JSON', async () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host);
  expect(sessions.getSession()).toBe(null);
  sessions.show();
  sessions.setMetadata('{"user.id":"u1"}');
  expect(JSON.parse(sessions.getSession() ?? '')).toMatchObject({ id: FIRST_ID, metadata: { 'user.id': 'u1', 'app.foreground': true } });
  fake.nowMs += 1_000;
  sessions.end();
  await settle();
  sessions.setMetadata('{"user.id":null,"feedback.score":4}', FIRST_ID);
  sessions.listSessions();
  await settle();
  const metadata = { 'app.foreground': true, 'feedback.score': 4 };
  expect(kinds(fake.emitted, 'sessions')).toEqual([[expect.objectContaining({ id: FIRST_ID, endReason: 'manual', metadata })]]);
});

it('ends with the last session stored, and says that nothing more comes', async () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host);
  sessions.show();
  await settle();
  sessions.shutdown();
  await settle();
  expect(fake.emitted.at(-1)).toEqual(['closed', {}]);
  expect(kinds(fake.emitted, 'change')).toMatchObject([{ type: 'started' }, { type: 'ended', session: { endReason: 'shutdown' } }]);
  expect([...fake.disk.values()].join()).toContain('shutdown');
});

it('keeps sessions in memory, and says so, where the host cannot write', async () => {
  const fake = createFakeHost();
  fake.canWrite = false;
  const sessions = createNativeProvider(fake.host);
  sessions.show();
  await settle();
  expect(sessions.getSessionId()).toBe(FIRST_ID);
  expect(fake.logged.join()).toMatch(/^warn: sessionchart: .*could not write/);
});

it("says so where nobody runs the engine's microtasks", () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host);
  sessions.show();
  fake.nowMs += 1_000;
  sessions.notify('input.touch');
  sessions.notify('input.touch');
  expect(fake.logged).toEqual([expect.stringContaining("because the engine's microtasks are not run")]);
});

it('warns of what is no JSON, and goes on', async () => {
  const fake = createFakeHost();
  const sessions = createNativeProvider(fake.host);
  sessions.show();
  sessions.setMetadata('{user: 1}');
  sessions.end('manual', 'link');
  await settle();
  expect(fake.logged).toEqual([
    'warn: sessionchart: setMetadata: expected JSON, came {user: 1}',
    'warn: sessionchart: end: expected JSON, came link',
  ]);
  expect(kinds(fake.emitted, 'change')).toHaveLength(2);
});

it('throws at creation only, naming what is wrong', () => {
  const { host } = createFakeHost();
  const { emit: _, ...mute } = host;
  expect(() => createNativeProvider(mute as NativeHost)).toThrow('the host lacks the functions emit');
  expect(() => createNativeProvider(null as never)).toThrow(/lacks the functions now, .*emit$/);
  expect(() => createNativeProvider(host, '{"polcy":{}}')).toThrow('polcy: no such option; expected one of policy, scope');
  expect(() => createNativeProvider(host, { scope: '' })).toThrow('scope: expected a non-empty string, came string');
  expect(() => createNativeProvider(host, '{"policy":{"name":"p"}}')).toThrow('startOn: expected');
  expect(() => createNativeProvider(host, '[]')).toThrow('expected options as an object, came array');
});

it('is documented whole: every function of the host, of the provider, and every option', () => {
  const { host } = createFakeHost();
  const page = readFileSync('docs/native-apps.md', 'utf8');
  const rows = page.split('\n').flatMap((line) => (line.startsWith('| `') ? (line.split('|')[1]?.match(/\w+/g) ?? []) : []));
  const refusal = (() => {
    try {
      createNativeProvider(host, '{"unknown":1}');
    } catch (error) {
      return String(error);
    }
    return '';
  })();
  const options = /one of (.*)$/.exec(refusal)?.[1]?.split(', ') ?? [];
  expect(options).toContain('policy');
  const names = [...Object.keys(host), 'removeText', ...Object.keys(createNativeProvider(host)), ...options];
  expect(Object.keys(host).length).toBeLessThanOrEqual(10);
  expect(names.filter((name) => !rows.includes(name))).toEqual([]);
  expect(rows.filter((name) => !names.includes(name))).toEqual(['kind', 'change', 'event', 'message', 'sessions', 'wiped', 'closed']);
});
