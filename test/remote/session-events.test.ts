import { afterEach, expect, it } from 'vitest';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { emitSessionEvents, type LoggerProvider, type SessionEventOptions } from '../../src/otel/index.ts';
import { createAdoptedSessions, createRemoteSessions, shareSessions } from '../../src/remote/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { load } from '../support/watch.ts';
import { createSlowChannel } from './fake-channel.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Where events are emitted to, each as who did, its name and its uid. */
function logger(name: string, emitted: string[]): LoggerProvider {
  return {
    getLogger: () => ({ emit: ({ eventName, attributes }) => void emitted.push(`${name} ${eventName} ${attributes?.['log.record.uid']}`) }),
  };
}

/** A page and its worker. @returns what they emitted of a session that went on, ended, and was followed by another */
async function live(atOwner: SessionEventOptions | null, atRemote: SessionEventOptions): Promise<readonly string[]> {
  const clock = createManualClock();
  const emitted: string[] = [];
  let count = 0;
  const owner = createSessionProvider({ platform: { ...load, clock }, clock, generateId: () => `s${++count}` });
  const channel = createSlowChannel();
  stops.push(shareSessions(owner, channel.owner, { clock }).stop);
  const remote = createRemoteSessions(channel.remote, { clock });
  if (atOwner) stops.push(emitSessionEvents(owner, { ...atOwner, loggerProvider: logger('owner', emitted) }));
  stops.push(emitSessionEvents(remote, { ...atRemote, loggerProvider: logger('remote', emitted) }));
  const pass = async () => {
    await clock.advance(1_000);
    do await settle();
    while (channel.deliver());
    await settle();
  };
  await pass();
  remote.end('app.logout');
  await pass();
  remote.notify('input.click');
  await pass();
  return emitted;
}

it('are emitted by the owner alone, though the remote end has the same set-up', async () => {
  expect(await live({}, {})).toEqual(['owner session.start s1:start', 'owner session.end s1:end', 'owner session.start s2:start']);
});

it('are emitted by a remote end that is told to, as its owner emits none', async () => {
  expect(await live(null, { remote: true })).toEqual(['remote session.end s1:end', 'remote session.start s2:start']);
});

it('are emitted of sessions that are adopted from another SDK, which knows nothing of them', async () => {
  const emitted: string[] = [];
  let id: string | null = 'theirs';
  const sessions = createAdoptedSessions({ name: 'vendor', getSession: () => (id === null ? null : { id }) });
  stops.push(emitSessionEvents(sessions, { loggerProvider: logger('adopted', emitted) }), () => void sessions.shutdown());
  await settle();
  id = null;
  sessions.getSession();
  await settle();
  expect(emitted).toEqual(['adopted session.end theirs:end']);
});
