import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { createSessionProvider, type SessionProviderOptions } from '../../src/full/create-session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { systemClock } from '../../src/provider/platform.ts';
import { createRemoteSessions, type RemoteSessions, type SessionPort, type ShareOptions, shareSessions } from '../../src/remote/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createSlowChannel } from './fake-channel.ts';

const POLICY: SessionPolicy = {
  name: 'test',
  startOn: ['load', 'input'],
  extendOn: ['input', 'telemetry'],
  endAfter: { inactivity: { ms: 60_000 }, duration: { ms: 600_000 } },
  then: 'wait',
  scope: 'page',
};
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** An owner and a remote end on one clock, with a real channel of Node between them. */
function pair(options: SessionProviderOptions = {}, share: ShareOptions = {}) {
  const clock = createManualClock();
  const owner = createSessionProvider({ policy: POLICY, clock, ...options });
  const link = () => {
    const { port1, port2 } = new MessageChannel();
    const shared = shareSessions(owner, port1, { clock, ...share });
    stops.push(() => port1.close());
    return { port: port2 as unknown as SessionPort, shared, cut: () => port1.close() };
  };
  const first = link();
  const remote = createRemoteSessions(first.port, { clock });
  return { clock, owner, remote, link, ...first };
}
/** Messages of a real port come in tasks. */
const crossed = async () => {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 2));
};
const story = (remote: RemoteSessions) => {
  const changes: SessionChange[] = [];
  remote.session$.subscribe((change) => void changes.push(change));
  return () => changes.map(({ type, session }) => [type, session.id]);
};

it('knows the session of the owner, and tells that it joined it', async () => {
  const { owner, remote } = pair();
  const told = story(remote);
  expect(remote.getSessionId()).toBe(null);
  await remote.ready;
  await settle();
  expect(remote.getSession()).toEqual(owner.getSession());
  expect(remote.deadlineMs).toBe(owner.deadlineMs);
  expect(told()).toEqual([['resumed', owner.getSessionId()]]);
});

it('extends the session of the owner by a record that is stamped at the remote end, and counts it', async () => {
  const { clock, owner, remote } = pair();
  await remote.ready;
  await clock.advance(50_000);
  const id = remote.stamp('logs');
  await crossed();
  expect(id).toBe(owner.getSessionId());
  expect(owner.getSession()?.telemetry).toEqual({ total: 1, traces: 0, logs: 1, metrics: 0 });
  await clock.advance(30_000);
  await crossed();
  expect([owner.getSessionId(), remote.getSessionId()]).toEqual([id, id]);
  expect(remote.deadlineMs).toBe(owner.deadlineMs);
});

it('is told of a deadline that activity at the owner has moved before the one it knows has come', async () => {
  const { clock, owner, remote } = pair();
  await remote.ready;
  const id = owner.getSessionId();
  for (let i = 0; i < 20; i++) {
    await clock.advance(25_000);
    owner.notify('input.click');
    await crossed();
    expect(remote.getSessionId()).toBe(id);
  }
});

it('has no session from the deadline on that it was told last, once the owner is gone', async () => {
  const { clock, remote, cut } = pair();
  await remote.ready;
  const id = remote.getSessionId();
  const { deadlineMs } = remote;
  cut();
  await crossed();
  await clock.advance(59_999);
  expect([remote.getSessionId(), remote.stamp('traces')]).toEqual([id, id]);
  await clock.advance(1);
  expect([clock.now(), remote.getSessionId(), remote.stamp('traces')]).toEqual([deadlineMs, null, null]);
  expect(remote.stamp('traces', deadlineMs - 1)).toBe(id);
});

it('goes on with the next owner when the first is gone, and tells it what happened meanwhile', async () => {
  const { clock, owner, remote, link, cut } = pair();
  const told = story(remote);
  await remote.ready;
  const first = remote.getSessionId();
  cut();
  await crossed();
  await clock.advance(100_000);
  remote.notify('input.click');
  expect(remote.getSessionId()).toBe(null);
  remote.connect(link().port);
  await crossed();
  await clock.advance(200);
  await crossed();
  const second = owner.getSessionId();
  expect(second).not.toBe(null);
  expect(remote.getSessionId()).toBe(second);
  expect(told()).toEqual([
    ['resumed', first],
    ['ended', first],
    ['started', second],
  ]);
});

it('tells every change once, in order, however many owners tell it', async () => {
  const { clock, owner, remote, link } = pair();
  const told = story(remote);
  remote.connect(link().port);
  remote.connect(link().port);
  await remote.ready;
  await crossed();
  const first = owner.getSessionId();
  owner.setMetadata({ plan: 'pro' });
  owner.end();
  owner.notify('input.click');
  await settle();
  await crossed();
  await clock.advance(1);
  const second = owner.getSessionId();
  expect(told()).toEqual([
    ['resumed', first],
    ['updated', first],
    ['ended', first],
    ['started', second],
  ]);
});

it('sets metadata and ends the session of the owner', async () => {
  const { owner, remote } = pair();
  await remote.ready;
  remote.setMetadata({ plan: 'pro' });
  await crossed();
  expect(owner.getSession()?.metadata).toEqual({ plan: 'pro' });
  expect(remote.getSession()?.metadata).toEqual({ plan: 'pro' });
  remote.end('app.logout');
  await crossed();
  expect([owner.getSession(), remote.getSession()]).toEqual([null, null]);
});

it('gives code that is not trusted ids and times alone, and lets it neither end nor change the session', async () => {
  const { clock, owner, remote } = pair({ attributes: () => ({ tenant: 'acme' }) }, { isTrusted: false });
  await remote.ready;
  owner.setMetadata({ 'user.id': 'alice' });
  const id = owner.getSessionId();
  remote.setMetadata({ 'user.id': 'mallory' });
  remote.setMetadata({ 'user.id': 'mallory' }, { sessionId: String(id) });
  remote.notify('day');
  remote.notify('unload');
  remote.end();
  await clock.advance(50_000);
  remote.notify('input.click');
  await crossed();
  await clock.advance(50_000);
  await crossed();
  expect([owner.getSessionId(), owner.getSession()?.metadata]).toEqual([id, { 'user.id': 'alice' }]);
  expect(remote.getSession()).toMatchObject({ id, attributes: {}, metadata: {} });
});

/** Text, or the lack of it, that no code of ours sends. */
const ODD_ACTS = [
  null,
  [],
  ['nothing'],
  ['stamp', 'smells', 0],
  ['stamp', 'toString'],
  ['notify', 7],
  ['notify', { toString: null }],
  ['notify', ['input']],
  ['notify', 'input.click', Number.NaN],
  ['metadata', 7],
];
it('takes no offence at messages that mean nothing, whoever sends them', async () => {
  const { owner, remote, link } = pair();
  await remote.ready;
  const id = owner.getSessionId();
  const [trusted, foreign] = [link(), new MessageChannel()];
  shareSessions(owner, foreign.port1 as unknown as SessionPort, { isTrusted: false });
  stops.push(() => foreign.port1.close());
  for (const port of [trusted.port, foreign.port2]) {
    port.postMessage(null);
    port.postMessage({ sessionchart: 2, kind: 'acts', acts: [['end']] });
    port.postMessage({ sessionchart: 1, kind: 'acts', acts: 'end' });
    for (const act of ODD_ACTS) port.postMessage({ sessionchart: 1, kind: 'acts', acts: [act] });
  }
  await crossed();
  expect([owner.getSessionId(), remote.getSessionId()]).toEqual([id, id]);
});

it('takes no offence at an owner that talks nonsense, and hears what makes sense in it', async () => {
  const { port1, port2 } = new MessageChannel();
  stops.push(() => port1.close());
  const remote = createRemoteSessions(port2 as unknown as SessionPort, { clock: createManualClock() });
  const told = story(remote);
  const atMs = createManualClock().now();
  const session = { id: 'a', ordinal: 1, revision: 0, startTimeMs: atMs, lastActivityTimeMs: atMs, endTimeMs: null };
  const state = { sessionchart: 1, kind: 'state', session: null, untilMs: null, isFinal: true, changes: [], past: [], replaced: null };
  const odd = [
    { session: 5 },
    { session: {} },
    { session: { ...session, lastActivityTimeMs: Number.NaN } },
    { untilMs: 'tomorrow' },
    { changes: undefined, past: undefined, replaced: undefined },
    { changes: [null, { type: 'ended', session, atMs, detectedAtMs: atMs }, { type: 'started', session, atMs }], past: [null, session] },
    { replaced: 5 },
  ];
  for (const part of odd) port1.postMessage({ ...state, ...part });
  await crossed();
  expect([remote.getSessionId(), told()]).toEqual([null, []]);
  port1.postMessage({ ...state, session, changes: ['?', { type: 'started', session, atMs, detectedAtMs: atMs }] });
  await crossed();
  expect([remote.getSessionId(), told()]).toEqual(['a', [['started', 'a']]]);
});

it('tells who is not trusted of no session before a log-out that does not link', async () => {
  const { owner, remote, clock, link } = pair();
  await remote.ready;
  const first = owner.getSessionId();
  await clock.advance(1_000);
  owner.end('app.logout', { link: false });
  await clock.advance(1_000);
  const idAt = async () => {
    const { port1, port2 } = new MessageChannel();
    stops.push(() => port1.close());
    shareSessions(owner, port1 as unknown as SessionPort, { clock, isTrusted: false });
    const frame = createRemoteSessions(port2 as unknown as SessionPort, { clock });
    await frame.ready;
    // Past the answer to a second question, so past that of the first.
    await owner.listSessions();
    for (let i = 0; i < 5; i++) await crossed();
    return [frame.getSessionId(clock.now() - 1_500), frame.getSessionId(clock.now() - 3_500)];
  };
  expect(await idAt()).toEqual([null, null]);
  owner.notify('input.click');
  const second = owner.getSessionId();
  await clock.advance(1_000);
  owner.end();
  owner.notify('input.click');
  await clock.advance(1_000);
  expect(await idAt()).toEqual([second, null]);
  const own = createRemoteSessions(link().port, { clock });
  await own.ready;
  await vi.waitFor(() => expect(own.getSessionId(clock.now() - 3_500)).toBe(first));
});

it('ends as an app does over a bridge of texts, which has no undefined', async () => {
  const clock = createManualClock();
  const warnings: string[] = [];
  const owner = createSessionProvider({ policy: POLICY, clock, diagnostics: { warn: (text) => void warnings.push(text), debug() {} } });
  const { owner: near, remote: far, deliver } = createSlowChannel(JSON.stringify);
  shareSessions(owner, near, { clock });
  const remote = createRemoteSessions(far, { clock });
  deliver();
  await settle();
  remote.end();
  deliver();
  expect([owner.getSession(), warnings]).toEqual([null, []]);
});

it('completes its streams when it lets go, and leaves the session to its owner', async () => {
  const { owner, remote } = pair();
  await remote.ready;
  const id = owner.getSessionId();
  let isComplete = false;
  remote.current$.subscribe({ complete: () => (isComplete = true) });
  await remote.shutdown();
  await crossed();
  expect([isComplete, owner.getSessionId()]).toEqual([true, id]);
});

it('stretches nothing by a clock that is set back', async () => {
  const { clock, remote, cut } = pair();
  await remote.ready;
  const id = remote.getSessionId();
  cut();
  await crossed();
  clock.step(-3_600_000);
  await clock.advance(59_999);
  expect(remote.getSessionId()).toBe(id);
  await clock.advance(1);
  expect(remote.getSessionId()).toBe(null);
});

it('measures as the owner does where the clock was set back before the remote end began', async () => {
  const { clock, owner, link } = pair();
  clock.step(-3_600_000);
  await clock.advance(1_000);
  owner.notify('input.click');
  const { port, cut } = link();
  const late = createRemoteSessions(port, { clock });
  await late.ready;
  expect(late.stamp('traces')).toBe(owner.getSessionId());
  await crossed();
  cut();
  await crossed();
  await clock.advance(61_000);
  expect(late.getSessionId()).toBe(null);
});

it('holds what carries an id that is not final, and names the one that took its place', async () => {
  const shared = createMemoryStore();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const store = {
    ...shared,
    peek: () => null,
    update: async (...given: Parameters<typeof shared.update>) => {
      await gate;
      return shared.update(...given);
    },
  };
  const first = createSessionProvider({
    policy: { ...POLICY, scope: 'origin' },
    store: shared,
    platform: { contextId: 'first', watch: load },
  });
  const id = first.getSessionId();
  await settle();
  const { owner, remote } = pair({ policy: { ...POLICY, scope: 'origin' }, store, clock: systemClock });
  const told = story(remote);
  await remote.ready;
  const provisional = remote.stamp('logs') ?? '';
  let isFinal = false;
  remote.whenFinal(() => {
    isFinal = true;
  });
  await crossed();
  expect([provisional === id, remote.isFinal, isFinal, told()]).toEqual([false, false, false, []]);
  open();
  await crossed();
  expect([owner.getSessionId(), remote.isFinal, isFinal, remote.finalId(provisional), remote.getSessionId()]).toEqual([
    id,
    true,
    true,
    id,
    id,
  ]);
  expect(told()).toEqual([['resumed', id]]);
  await Promise.all([first.shutdown(), owner.shutdown()]);
});

it('shares with a thread of Node', async () => {
  ensureBuilt();
  const owner = createSessionProvider({ policy: POLICY });
  const { port1, port2 } = new MessageChannel();
  const share = shareSessions(owner, port1);
  const thread = new Worker(new URL('thread.mjs', import.meta.url), {
    workerData: { port: port2, entry: `${ROOT}dist/remote.js` },
    transferList: [port2],
  });
  const heard = new Promise((resolve, reject) => {
    thread.on('error', reject);
    owner.subscribe(({ type, session }) => type === 'updated' && resolve(session));
  });
  expect(await heard).toMatchObject({ metadata: { 'thread.session': owner.getSessionId() }, telemetry: { traces: 1 } });
  share.stop();
  port1.close();
  await thread.terminate();
  await owner.shutdown();
}, 60_000);

const load = (report: (trigger: 'load') => void) => {
  report('load');
  return () => {};
};
