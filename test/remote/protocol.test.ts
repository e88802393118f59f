import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createSessionProvider, type SessionProviderOptions } from '../../src/full/create-session-provider.ts';
import { createRemoteSessions, type RemoteSessions, type SessionPort, type ShareOptions, shareSessions } from '../../src/remote/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

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

it('takes no offence at messages that mean nothing', async () => {
  const { owner, remote, port, link } = pair();
  await remote.ready;
  const id = owner.getSessionId();
  const other = link();
  for (const port of [other.port]) {
    port.postMessage(null);
    port.postMessage({ sessionchart: 2, kind: 'acts', acts: [['end']] });
    port.postMessage({ sessionchart: 1, kind: 'acts', acts: 'end' });
    port.postMessage({ sessionchart: 1, kind: 'acts', acts: [null, ['nothing'], ['stamp', 'smells', 0], ['notify', 7], ['metadata', 7]] });
  }
  await crossed();
  expect([owner.getSessionId(), remote.getSessionId()]).toEqual([id, id]);
  expect(port).toBeDefined();
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
