/** What a person said of consent holds in frames and workers, too. */
import { afterEach, expect, it } from 'vitest';
import { type ConsentOptions, withConsent } from '../../src/consent/index.ts';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createSessionLogRecordProcessor, createSessionSpanProcessor } from '../../src/otel/index.ts';
import { createRemoteSessions, type RemoteOptions, shareSessions } from '../../src/remote/index.ts';
import { end, ids, nextLogProcessor, nextSpanProcessor, record, span } from '../otel/fake-records.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { load } from '../support/watch.ts';
import { createSlowChannel } from './fake-channel.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A page that asks, and a worker that makes a span and a log record at a time. */
function asked(options: ConsentOptions = {}, remoteOptions: RemoteOptions = {}) {
  const clock = createManualClock();
  const consent = withConsent({ ...load, clock }, options);
  const owner = createSessionProvider({ platform: consent.platform, clock });
  const channel = createSlowChannel();
  stops.push(shareSessions(owner, channel.owner, { clock }).stop);
  const remote = createRemoteSessions(channel.remote, { clock, ...remoteOptions });
  const [spans, logs] = [nextSpanProcessor(), nextLogProcessor()];
  const spanProcessor = createSessionSpanProcessor(remote, { next: spans });
  const logProcessor = createSessionLogRecordProcessor(remote, { next: logs });
  const pass = async (ms = 0) => {
    await clock.advance(ms);
    do await settle();
    while (channel.deliver());
    await settle();
  };
  return {
    consent,
    owner,
    remote,
    pass,
    begin() {
      const begun = span(clock.now());
      spanProcessor.onStart(begun, undefined);
      return () => end(begun, spanProcessor, clock.now());
    },
    log: () => logProcessor.onEmit(record(clock.now())),
    flush: () => Promise.all([spanProcessor.forceFlush(), logProcessor.forceFlush()]),
    sent: () => [ids([...spans.ended]), logs.emitted.map(({ attributes }) => attributes['session.id'])],
  };
}

it('holds what a remote end makes until the grant, however long that takes and whatever is flushed', async () => {
  const { consent, owner, remote, pass, begin, log, flush, sent } = asked();
  await pass();
  const id = owner.getSessionId();
  begin()();
  log();
  await pass(10 * MINUTE_MS);
  await flush();
  await pass(MINUTE_MS);
  expect([remote.mayLeave(), remote.isFinal, sent()]).toEqual(['later', false, [[], []]]);
  consent.grantConsent();
  await pass(10_000);
  expect([remote.mayLeave(), sent()]).toEqual(['now', [[id], [id]]]);
});

it('makes nothing of what happens before a grant where nothing may be recorded, and all of what follows', async () => {
  const { consent, owner, remote, pass, begin, log, sent } = asked({ before: 'nothing' });
  await pass();
  begin()();
  log();
  await pass(MINUTE_MS);
  expect([remote.mayLeave(), remote.getSessionId()]).toEqual(['never', null]);
  consent.grantConsent();
  await pass();
  expect(remote.mayLeave()).toBe('now');
  owner.notify('input.click');
  await pass(10_000);
  const id = owner.getSessionId();
  begin()();
  log();
  await pass();
  expect([id === null, sent()]).toEqual([false, [[id], [id]]]);
});

it.each([true, false])('stops at once where consent is taken back, and drops what was open (a session lived: %s)', async (isLive) => {
  const { consent, owner, remote, pass, begin, log, sent } = asked({ granted: true });
  const told: string[] = [];
  remote.subscribe(({ type, session }) => void told.push(`${type} ${session.endReason ?? session.ordinal}`));
  await pass(10_000);
  if (!isLive) await pass(31 * MINUTE_MS);
  const finish = begin();
  void consent.revokeConsent();
  await pass();
  expect([remote.mayLeave(), remote.getSessionId(), remote.getSession(0)]).toEqual(['never', null, null]);
  begin()();
  log();
  await pass(10_000);
  consent.grantConsent();
  await pass();
  owner.notify('input.click');
  await pass(10_000);
  if (isLive) finish();
  expect(sent()).toEqual([[], []]);
  begin()();
  log();
  await pass();
  const id = owner.getSessionId();
  expect(sent()).toEqual([[id], [id]]);
  expect(told).toEqual(['resumed 1', isLive ? 'ended app.consent_revoked' : 'ended inactivity', 'started 1']);
});

it('waits for the owner to say what may become of it, where the app says that a person is asked', async () => {
  const { consent, remote, pass, begin, log, flush, sent } = asked({}, { asksConsent: true });
  begin()();
  log();
  await flush();
  expect([remote.mayLeave(), remote.isFinal, sent()]).toEqual(['later', false, [[], []]]);
  await pass(10_000);
  expect(sent()).toEqual([[], []]);
  consent.grantConsent();
  await pass(10_000);
  expect(sent().map((all) => all.length)).toEqual([1, 1]);
});
