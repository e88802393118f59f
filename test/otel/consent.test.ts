import { type DiagLogger, diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { withConsent } from '../../src/consent/index.ts';
import {
  createSessionLogRecordProcessor,
  createSessionManager,
  createSessionMetricAttributes,
  createSessionSpanProcessor,
  emitSessionEvents,
} from '../../src/otel/index.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { load, watch } from '../support/watch.ts';
import { end, ids, nextLogProcessor, nextSpanProcessor, record, span } from './fake-records.ts';

/** An app's pipelines behind a person's consent. */
function setUp(options: Parameters<typeof withConsent>[1] = {}) {
  const clock = createManualClock();
  const consent = withConsent({ ...load, clock }, options);
  const watched = watch({ clock, platform: consent.platform });
  const { sessions } = watched;
  const [spans, logs] = [nextSpanProcessor(), nextLogProcessor()];
  const spanProcessor = createSessionSpanProcessor(sessions, { next: spans });
  const logProcessor = createSessionLogRecordProcessor(sessions, { next: logs });
  const emit = ({ eventName, attributes }: { eventName?: string; attributes?: object }) =>
    logProcessor.onEmit(record(clock.now(), { ...attributes }, eventName));
  emitSessionEvents(sessions, { loggerProvider: { getLogger: () => ({ emit }) } as never, also: ['update'] });
  return {
    ...watched,
    consent,
    logs,
    spans,
    spanProcessor,
    logProcessor,
    trace() {
      const made = span(clock.now());
      spanProcessor.onStart(made, undefined);
      return () => end(made, spanProcessor, clock.now());
    },
    log: () => logProcessor.onEmit(record(clock.now())),
    flush: () => Promise.all([spanProcessor.forceFlush(), logProcessor.forceFlush()]),
    sent: () => [
      ids([...spans.ended]),
      logs.emitted.map(({ eventName, attributes }) => `${eventName ?? 'log'} ${attributes['session.id']}`),
    ],
  };
}

afterEach(() => diag.disable());

describe('telemetry before consent', () => {
  it('is held through every flush, and goes on with the grant, the start of its session first', async () => {
    const { clock, consent, sent, trace, log, flush, sessions } = setUp();
    trace()();
    log();
    await clock.advance(10 * MINUTE_MS);
    sessions.setMetadata({ plan: 'pro' });
    await flush();
    log();
    expect(sent()).toEqual([[], []]);
    consent.grantConsent();
    await settle();
    expect(sent()).toEqual([['s1'], ['session.start s1', 'log s1', 'log s1', 'session.update s1']]);
  });

  it('is held where no session lives, too', async () => {
    const { clock, consent, sent, sessions, log, flush } = setUp();
    sessions.end();
    await clock.advance(MINUTE_MS);
    log();
    await flush();
    expect(sent()).toEqual([[], []]);
    consent.grantConsent();
    await settle();
    expect(sent()[1]).toEqual(['session.start s1', 'session.end s1', 'session.start s2', 'log s2']);
  });

  it('is dropped beyond what is held, the newest, which is said once', async () => {
    const warnings: string[] = [];
    diag.setLogger({ warn: (message: string) => warnings.push(message) } as unknown as DiagLogger, { suppressOverrideMessage: true });
    const { consent, sent, log } = setUp();
    for (let i = 0; i < 3_000; i++) log();
    expect(warnings).toEqual([]);
    consent.grantConsent();
    await settle();
    expect(sent()[1]).toHaveLength(1 + 2_048);
    expect(warnings).toEqual(['sessionchart: 952 records of before the consent were dropped, as more than 2048 are not held']);
  });

  it('puts the id on nothing that is not held', () => {
    const { sessions, consent } = setUp();
    const read = () => [createSessionMetricAttributes(sessions).process({}), createSessionManager(sessions).getSessionId()];
    expect([sessions.getSessionId(), ...read()]).toEqual(['s1', {}, null]);
    consent.grantConsent();
    expect(read()[1]).toBe('s1');
  });

  it('is lost with the process', async () => {
    const { sent, trace, log, spanProcessor, logProcessor } = setUp();
    trace()();
    log();
    await Promise.all([spanProcessor.shutdown(), logProcessor.shutdown()]);
    expect(sent()).toEqual([[], []]);
  });

  it('is not made where nothing is to be recorded', async () => {
    const { consent, sent, trace, log, flush } = setUp({ before: 'nothing' });
    const finish = trace();
    log();
    await flush();
    consent.grantConsent();
    await settle();
    finish();
    log();
    await flush();
    expect(sent()).toEqual([[], ['session.start s1', 'log s1']]);
  });
});

describe('telemetry after consent was taken back', () => {
  it('is dropped: what was held, spans that end later, new records and the end of the session itself', async () => {
    for (const granted of [true, false]) {
      const { clock, consent, sent, trace, log, flush, story } = setUp({ granted });
      log();
      const [finish, finishLate] = [trace(), trace()];
      await clock.advance(MINUTE_MS);
      const before = sent();
      await consent.revokeConsent();
      finish();
      log();
      await flush();
      await clock.advance(MINUTE_MS);
      expect(sent()).toEqual(before);
      expect(story().at(-1)).toBe('ended s1 1 app.consent_revoked');
      consent.grantConsent();
      finishLate();
      log();
      await clock.advance(MINUTE_MS);
      expect(sent()[0]).toEqual([]);
      expect(sent()[1]).toEqual([...(before[1] ?? []), 'session.start s2', 'log s2']);
    }
  });

  it('ends for the processor behind, which counts what is open, with every span that began', async () => {
    const { clock, consent, spans, trace } = setUp({ granted: true });
    const dropped: object[] = [];
    spans.onDrop = (given) => dropped.push(given);
    const finishes = [trace(), trace(), trace()];
    finishes[0]?.();
    await clock.advance(MINUTE_MS);
    await consent.revokeConsent();
    finishes[1]?.();
    const finishUnrecorded = trace();
    consent.grantConsent();
    finishes[2]?.();
    finishUnrecorded();
    await clock.advance(MINUTE_MS);
    expect([spans.calls.filter((call) => call === 'onStart').length, spans.ended.length, dropped.length]).toEqual([4, 1, 3]);
  });

  it('ends there, too, with the spans that were held, and with those that were too many', async () => {
    const { consent, spans, trace } = setUp();
    const dropped: object[] = [];
    spans.onDrop = (given) => dropped.push(given);
    for (let i = 0; i < 3_000; i++) trace()();
    expect(dropped).toHaveLength(3_000 - 2_048);
    await consent.revokeConsent();
    await settle();
    expect([spans.ended, dropped.length]).toEqual([[], 3_000]);
  });
});
