import { expect, it } from 'vitest';
import { withConsent } from '../../src/consent/index.ts';
import { createSessionLogRecordProcessor } from '../../src/otel/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { nextLogProcessor, record } from '../otel/fake-records.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, type Watched, watch } from '../support/watch.ts';

const open = (name: string, store = createMemoryStore(), clock = createManualClock()) =>
  watch({ clock, store, generateId: counter(name), platform: { contextId: name, ...load } });

/** What the store tells of a session, and nothing of this process's memory. */
const listed = async ({ sessions }: Watched, id: string) => (await sessions.listSessions()).find((session) => session.id === id);
const stored = (store: SessionStore, id: string) =>
  (['session', 'history'] as const).map((slot) => {
    const { ended, sessions } = JSON.parse(store.peek(slot) ?? '{}');
    return (ended ?? sessions)?.find((session: { id: string }) => session.id === id)?.metadata;
  });

it('adds metadata to a session that has ended, wherever it is read, and leaves its end, the stream and the next session alone', async () => {
  const store = createMemoryStore();
  const context = open('s', store);
  const { clock, sessions, story, warnings } = context;
  sessions.setMetadata({ plan: 'pro', step: 1 });
  await clock.advance(MINUTE_MS);
  sessions.end();
  sessions.notify('input.click');
  await settle();
  const before = await listed(context, 's1');
  const told = story();
  sessions.setMetadata({ 'user.id': 'alice', step: null }, { sessionId: 's1' });
  const metadata = { plan: 'pro', 'user.id': 'alice' };
  expect(sessions.getSession(EPOCH_MS)?.metadata).toEqual(metadata);
  expect(sessions.getTraits?.('s1')?.metadata).toEqual(metadata);
  expect(await listed(context, 's1')).toEqual({ ...before, metadata, revision: (before?.revision ?? 0) + 1 });
  expect(stored(store, 's1')).toEqual([metadata, metadata]);
  expect(sessions.getSession()).toMatchObject({ id: 's2', metadata: { plan: 'pro', step: 1 } });
  expect([story(), warnings]).toEqual([told, []]);
});

it('is the plain call for the id of the live session, and for one whose time is over though nobody noticed it is not', async () => {
  const { clock, sessions, story } = open('s');
  await settle();
  sessions.setMetadata({ a: 1 }, { sessionId: 's1' });
  await settle();
  expect([story(), sessions.getSession()?.metadata]).toEqual([['started s1 0', 'updated s1 0'], { a: 1 }]);
  clock.step(30 * MINUTE_MS);
  sessions.setMetadata({ b: 2 }, { sessionId: 's1' });
  sessions.notify('input.click');
  await settle();
  expect(story().slice(2)).toEqual(['ended s1 0 inactivity', 'started s2 30']);
  expect([sessions.getSession(EPOCH_MS)?.metadata, sessions.getSession()?.metadata]).toEqual([{ a: 1, b: 2 }, { a: 1 }]);
});

it('is found by a later process, which can add to it', async () => {
  const store = createMemoryStore();
  const clock = createManualClock();
  const first = open('a', store, clock);
  first.sessions.end();
  first.sessions.setMetadata({ a: 1 }, { sessionId: 'a1' });
  await first.sessions.shutdown();
  await clock.advance(60 * MINUTE_MS);
  const second = open('b', store, clock);
  await settle();
  expect((await listed(second, 'a1'))?.metadata).toEqual({ a: 1 });
  second.sessions.setMetadata({ b: 2 }, { sessionId: 'a1' });
  expect((await listed(second, 'a1'))?.metadata).toEqual({ a: 1, b: 2 });
  expect([stored(store, 'a1'), second.warnings]).toEqual([
    [
      { a: 1, b: 2 },
      { a: 1, b: 2 },
    ],
    [],
  ]);
});

it('finds a session in the history alone, when eight others have ended since', async () => {
  const store = createMemoryStore();
  const context = open('s', store);
  for (let i = 0; i < 10; i++) {
    context.sessions.end();
    await settle();
    context.sessions.notify('input.click');
  }
  context.sessions.setMetadata({ late: true }, { sessionId: 's1' });
  expect((await listed(context, 's1'))?.metadata).toEqual({ late: true });
  context.sessions.end();
  await settle();
  expect(stored(store, 's1')).toEqual([undefined, { late: true }]);
});

it('merges what two contexts say of one session that one of them ended, and both can read it', async () => {
  const store = createMemoryStore();
  const clock = createManualClock();
  const [a, b] = [open('a', store, clock), open('b', store, clock)];
  await clock.advance(MINUTE_MS);
  a.sessions.end();
  await settle();
  a.sessions.setMetadata({ a: 1 }, { sessionId: 'a1' });
  b.sessions.setMetadata({ b: 2 }, { sessionId: 'a1' });
  await settle();
  for (const context of [a, b]) {
    expect((await listed(context, 'a1'))?.metadata).toEqual({ a: 1, b: 2 });
    expect(context.sessions.getSession(EPOCH_MS)?.metadata).toEqual({ a: 1, b: 2 });
    expect([context.story().at(-1), context.warnings]).toEqual(['ended a1 1 manual', []]);
  }
});

it('goes to the session where another context had kept it alive, which this one learns too late', async () => {
  const memory = createMemoryStore();
  const clock = createManualClock();
  const a = open('a', memory, clock);
  const asleep = { ...memory, subscribe: () => () => {}, peek: () => null };
  const b = open('b', asleep, clock);
  await settle();
  await clock.advance(20 * MINUTE_MS);
  a.sessions.notify('input.click');
  await settle();
  clock.step(15 * MINUTE_MS);
  expect(b.sessions.getSession()).toBe(null);
  b.sessions.setMetadata({ b: 2 }, { sessionId: 'a1' });
  await clock.advance(1_000);
  expect(b.sessions.getSession()).toMatchObject({ id: 'a1', metadata: { b: 2 } });
  expect([a.sessions.getSession()?.metadata, b.warnings]).toEqual([{ b: 2 }, []]);
});

it('is written by a process that dies in the next moment', async () => {
  const memory = createMemoryStore();
  let hangs = false;
  const { sessions } = open('s', { ...memory, update: (slot, next) => (hangs ? new Promise(() => {}) : memory.update(slot, next)) });
  sessions.end();
  await settle();
  hangs = true;
  sessions.setMetadata({ last: true }, { sessionId: 's1' });
  sessions.notify('unload');
  expect(stored(memory, 's1')[0]).toEqual({ last: true });
});

it('waits for a store that fails', async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const store: SessionStore = {
    ...memory,
    update: async (slot, next) => (isBroken ? Promise.reject(new Error('full')) : memory.update(slot, next)),
  };
  const { sessions, clock } = open('s', store);
  await clock.advance(MINUTE_MS);
  sessions.end();
  await settle();
  isBroken = true;
  sessions.setMetadata({ a: 1 }, { sessionId: 's1' });
  sessions.setMetadata({ b: 2 }, { sessionId: 's1' });
  await settle();
  expect([sessions.getSession(EPOCH_MS)?.metadata, ...stored(memory, 's1')]).toEqual([{ a: 1, b: 2 }, {}, {}]);
  isBroken = false;
  sessions.notify('input.click');
  await clock.advance(1_000);
  expect(stored(memory, 's1')).toEqual([
    { a: 1, b: 2 },
    { a: 1, b: 2 },
  ]);
});

it('warns of an id that nobody knows and of values that cannot be kept, and throws nothing', async () => {
  const { sessions, warnings, story } = open('s');
  await settle();
  sessions.setMetadata({ a: 1 }, { sessionId: 'nobody' });
  sessions.setMetadata({ a: 1 }, null as never);
  sessions.setMetadata({ a: {} as never, b: 2 }, { sessionId: 's1' });
  await settle();
  expect(warnings).toEqual([
    expect.stringContaining('metadata.a: expected'),
    expect.stringContaining('came "nobody"'),
    expect.stringContaining('came "undefined"'),
  ]);
  expect([story(), sessions.getSession()?.metadata]).toEqual([['started s1 0', 'updated s1 0'], { b: 2 }]);
});

it('is held until consent, and gone with it', async () => {
  const clock = createManualClock();
  const store = createMemoryStore();
  const consent = withConsent({ ...load, clock, contextId: 's' });
  const context = watch({ clock, store, platform: consent.platform, policy: testPolicy });
  const { sessions, changes, warnings } = context;
  sessions.end();
  sessions.setMetadata({ 'user.id': 'alice' }, { sessionId: 's1' });
  await clock.advance(MINUTE_MS);
  expect([(await listed(context, 's1'))?.metadata, store.peek('session')]).toEqual([{ 'user.id': 'alice' }, null]);
  consent.grantConsent();
  await settle();
  expect(changes.at(-1)).toMatchObject({ type: 'ended', session: { id: 's1', metadata: { 'user.id': 'alice' } } });
  expect(stored(store, 's1')).toEqual([{ 'user.id': 'alice' }, { 'user.id': 'alice' }]);
  await consent.revokeConsent();
  sessions.setMetadata({ 'user.id': 'bob' }, { sessionId: 's1' });
  await clock.advance(MINUTE_MS);
  expect([sessions.getSession(EPOCH_MS), store.peek('session'), store.peek('history'), warnings]).toEqual([null, null, null, []]);
});

it('is on late records of that session, on its end that an exporter has not taken yet, and its seal stays', async () => {
  const store = createMemoryStore();
  const { sessions, clock } = open('s', store);
  const next = nextLogProcessor();
  const processor = createSessionLogRecordProcessor(sessions, { next, attributes: ['user.id'] });
  sessions.delivery?.outbox.awaitAcknowledgement();
  sessions.delivery?.outbox.open(() => {});
  await clock.advance(MINUTE_MS);
  sessions.end();
  await settle();
  sessions.setMetadata({ 'user.id': 'alice' }, { sessionId: 's1' });
  await settle();
  processor.onEmit(record(EPOCH_MS + 1));
  expect(next.emitted.map(({ attributes }) => attributes)).toEqual([{ 'session.id': 's1', 'user.id': 'alice' }]);
  sessions.delivery?.seal('s1');
  sessions.setMetadata({ 'user.id': 'bob' }, { sessionId: 's1' });
  await settle();
  expect([sessions.stamp('logs', EPOCH_MS + 1), sessions.getSession(EPOCH_MS + 1)?.metadata]).toEqual([null, { 'user.id': 'bob' }]);

  const later = open('t', store, clock);
  const left: unknown[] = [];
  later.sessions.delivery?.outbox.open(({ uid, session }) => left.push([uid, session.metadata, session.endReason]));
  await settle();
  expect(left).toContainEqual(['s1:end', { 'user.id': 'bob' }, 'manual']);
});
