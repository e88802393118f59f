import { expect, it } from 'vitest';
import {
  createAdoptedSessions,
  createRemoteSessions,
  type OwnedSession,
  type ShareOptions,
  shareSessions,
} from '../../src/remote/index.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { watch } from '../support/watch.ts';
import { createSlowChannel } from './fake-channel.ts';

/** An owner whose first session has ended, and a remote end that has heard of it. */
async function pair(share: ShareOptions = {}) {
  const owner = watch();
  const { clock } = owner;
  const channel = createSlowChannel();
  shareSessions(owner.sessions, channel.owner, { clock, ...share });
  const remote = createRemoteSessions(channel.remote, { clock });
  const cross = async () => {
    for (let i = 0; i < 4; i++) {
      channel.deliver();
      await settle();
    }
  };
  owner.sessions.notify('input.click');
  await cross();
  await clock.advance(MINUTE_MS);
  owner.sessions.end();
  owner.sessions.notify('input.click');
  await cross();
  return { ...owner, channel, remote, cross };
}
const metadataAt = ({ getSession }: Pick<ReturnType<typeof createRemoteSessions>, 'getSession'>, atMs = EPOCH_MS) =>
  getSession(atMs)?.metadata;

it('records with the owner what a remote end says of a session that has ended, and tells it back', async () => {
  const { sessions, remote, cross, warnings } = await pair();
  expect([remote.getSessionId(EPOCH_MS), remote.getSessionId()]).toEqual(['s1', 's2']);
  remote.setMetadata({ late: 1 }, { sessionId: 's1' });
  remote.setMetadata({ live: 2 }, { sessionId: 's2' });
  await cross();
  for (const end of [sessions, remote]) expect([metadataAt(end), end.getSession()?.metadata]).toEqual([{ late: 1 }, { live: 2 }]);
  remote.setMetadata({ late: null, more: 3 }, { sessionId: 's1' });
  await cross();
  for (const end of [sessions, remote]) expect(metadataAt(end)).toEqual({ more: 3 });
  expect(remote.getTraits?.('s1')?.metadata).toEqual({ more: 3 });
  expect(warnings).toEqual([]);
});

it('has the owner warn of an id that it does not know, and changes nothing where code is not trusted', async () => {
  const { remote, cross, warnings } = await pair();
  remote.setMetadata({ a: 1 }, { sessionId: 'nobody' });
  remote.setMetadata({ a: 1 }, null as never);
  await cross();
  expect(warnings).toEqual([expect.stringContaining('came "nobody"'), expect.stringContaining('came "undefined"')]);

  const strict = await pair({ isTrusted: false });
  strict.remote.setMetadata({ a: 1 }, { sessionId: 's1' });
  strict.remote.setMetadata({ a: 1 }, { sessionId: 's2' });
  await strict.cross();
  expect([metadataAt(strict.sessions), strict.sessions.getSession()?.metadata]).toEqual([{}, {}]);
});

it('says it in words that an owner which does not know them passes over', async () => {
  const { channel, remote } = await pair();
  const said: { acts?: unknown }[] = [];
  Object.assign(channel.owner, { onmessage: ({ data }: { data: object }) => said.push(data) });
  remote.setMetadata({ a: 1 }, { sessionId: 's2' });
  channel.deliver();
  expect(said.map(({ acts }) => acts)).toEqual([[['amend', { a: 1 }, 's2']]]);
});

it('keeps from an adopted owner what is not said of its live session', async () => {
  const calls: unknown[] = [];
  let session: OwnedSession = { id: 'a', startTimeMs: EPOCH_MS };
  const { clock } = watch();
  const warnings: string[] = [];
  const sessions = createAdoptedSessions(
    { name: 'shell', getSession: () => session, setMetadata: (...given) => void calls.push(given) },
    { clock, diagnostics: { warn: (message) => void warnings.push(message), debug() {} } },
  );
  await clock.advance(MINUTE_MS);
  session = { id: 'b', startTimeMs: EPOCH_MS + MINUTE_MS };
  sessions.setMetadata({ live: 1 }, { sessionId: 'b' });
  sessions.setMetadata({ late: 2, gone: 1 }, { sessionId: 'a' });
  sessions.setMetadata({ gone: null }, { sessionId: 'a' });
  sessions.setMetadata({ x: 1 }, { sessionId: 'nobody' });
  expect(calls).toEqual([[{ live: 1 }]]);
  expect([metadataAt(sessions), sessions.getTraits?.('a')?.metadata]).toEqual([{ late: 2 }, { late: 2 }]);
  expect(warnings).toEqual([expect.stringContaining('came "nobody"')]);
});
