import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EndReason, TerminationEvidence } from '../../machines/session.ts';
import { readSemconv } from '../../scripts/semconv-model.mjs';
import type { LoggerProvider, SessionEventOptions } from '../../src/otel/index.ts';
import { createSessionLogRecordProcessor, createSessionSpanProcessor, emitSessionEvents } from '../../src/otel/index.ts';
import { toMs } from '../../src/otel/otel-sdk.ts';
import { end, record, span } from './fake-records.ts';
import { createFakeSessions, type FakeSessions } from './fake-sessions.ts';

type Emitted = Parameters<ReturnType<LoggerProvider['getLogger']>['emit']>[0];
const emitted: Emitted[] = [];
const loggerProvider: LoggerProvider = { getLogger: () => ({ emit: (event) => void emitted.push(event) }) };
const ALL = { also: ['background', 'foreground', 'update'], attributes: ['user.id'] } as const satisfies SessionEventOptions;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  emitted.length = 0;
});

/** A session with all that a session can have. */
function live(sessions: FakeSessions) {
  const session = sessions.start('b', 2_000.5, { previousId: 'a', ordinal: 2, sampled: false, metadata: { 'user.id': 'u' } });
  sessions.tell({ type: 'started', session, atMs: 2_000.5, detectedAtMs: 2_100 });
  return session;
}

describe('session events', () => {
  it('carry the time of the event and of its detection, before the process began too, and what the definitions say', () => {
    const sessions = createFakeSessions();
    emitSessionEvents(sessions, { loggerProvider });
    live(sessions);
    const telemetry = { total: 6, traces: 3, logs: 2, metrics: 1 };
    const ended = sessions.finish(4_000.5, { telemetry, recovered: true, endReason: 'superseded', supersededBy: 'c' });
    sessions.tell({ type: 'ended', session: ended, atMs: 4_000.5, detectedAtMs: 9_000 });
    expect(emitted.map(({ eventName, timestamp, observedTimestamp }) => [eventName, timestamp, observedTimestamp])).toEqual([
      ['session.start', [2, 500_000], [2, 100_000_000]],
      ['session.end', [4, 500_000], [9, 0]],
    ]);
    const both = {
      'session.id': 'b',
      'session.previous_id': 'a',
      'session.ordinal': 2,
      'session.scope': 'default',
      'session.policy': 'test',
      'session.start_reason': 'load',
      'session.sampled': false,
    };
    expect(emitted.map(({ attributes }) => attributes)).toEqual([
      { ...both, 'log.record.uid': 'b:start' },
      {
        ...both,
        'log.record.uid': 'b:end',
        'session.end_reason': 'superseded',
        'session.superseded_by': 'c',
        'session.duration': 2,
        'session.recovered': true,
        'session.telemetry.count': 6,
        'session.telemetry.span_count': 3,
        'session.telemetry.log_count': 2,
        'session.telemetry.measurement_count': 1,
      },
    ]);
  });

  it('belong to no span', () => {
    const sessions = createFakeSessions();
    emitSessionEvents(sessions, { loggerProvider });
    live(sessions);
    const { context } = emitted[0]!;
    expect([context.getValue(Symbol.for('any')), context.setValue(Symbol.for('any'), 1), context.deleteValue(Symbol.for('any'))]).toEqual([
      undefined,
      context,
      context,
    ]);
  });

  it('tell of the foreground, the background and metadata only where asked', () => {
    const sessions = createFakeSessions();
    emitSessionEvents(sessions, { loggerProvider });
    const stop = emitSessionEvents(sessions, { loggerProvider, ...ALL });
    const session = live(sessions);
    for (const type of ['backgrounded', 'foregrounded', 'updated', 'resumed'] as const)
      sessions.tell({ type, session, atMs: 3, detectedAtMs: 3 });
    stop();
    sessions.tell({ type: 'updated', session, atMs: 4, detectedAtMs: 4 });
    expect(emitted.map(({ eventName, attributes }) => `${eventName} ${attributes['user.id']}`)).toEqual([
      'session.start undefined',
      'session.start u',
      'session.background u',
      'session.foreground u',
      'session.update u',
    ]);
  });

  it('wait for a LoggerProvider, in order, and the newest are dropped beyond 256', () => {
    const sessions = createFakeSessions();
    emitSessionEvents(sessions);
    for (let i = 0; i < 300; i++) sessions.tell({ type: 'started', session: sessions.start(`s${i}`, i), atMs: i, detectedAtMs: i });
    vi.advanceTimersByTime(5_000);
    const key = Symbol.for('io.opentelemetry.js.api.logs');
    Object.assign(globalThis, { [key]: (version: number) => version === 1 && loggerProvider });
    vi.advanceTimersByTime(1_000);
    Reflect.deleteProperty(globalThis, key);
    expect(emitted.map(({ timestamp }) => toMs(timestamp))).toEqual([...Array(256).keys()]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('do not let a logger that throws reach the app or lose the next event', () => {
    const sessions = createFakeSessions();
    let isBroken = true;
    const emit = (event: Emitted) => {
      if (isBroken) throw new Error('broken');
      emitted.push(event);
    };
    emitSessionEvents(sessions, { loggerProvider: { getLogger: () => ({ emit }) } });
    live(sessions);
    isBroken = false;
    live(sessions);
    expect(emitted).toHaveLength(1);
  });

  it('give reasons and evidence that semconv/ enumerates, all of them and no other', () => {
    const reasons: Record<Exclude<EndReason, `app.${string}`>, true> = {
      inactivity: true,
      background_timeout: true,
      backgrounded: true,
      foregrounded: true,
      max_duration: true,
      manual: true,
      attribute_changed: true,
      telemetry_limit: true,
      day_boundary: true,
      clock_changed: true,
      restarted: true,
      trigger: true,
      unexpected_termination: true,
      superseded: true,
      shutdown: true,
    };
    const evidence: Record<TerminationEvidence, true> = { crash_reported: true, no_clean_exit: true, process_gone: true, discarded: true };
    const { attributes } = readSemconv();
    const valuesOf = (wanted: string) => {
      const type = attributes.find(({ key }) => key === wanted)?.type;
      return typeof type === 'object' ? type.members.map(({ value }) => value) : type;
    };
    expect(valuesOf('session.end_reason')).toEqual(Object.keys(reasons));
    expect(valuesOf('session.termination.evidence')).toEqual(Object.keys(evidence));
  });

  it('and records carry what semconv/ defines, all of it and nothing else', () => {
    const sessions = createFakeSessions();
    emitSessionEvents(sessions, { loggerProvider, also: ALL.also });
    const session = live(sessions);
    for (const type of ['backgrounded', 'foregrounded', 'updated'] as const) sessions.tell({ type, session, atMs: 3, detectedAtMs: 3 });
    const options = { previousId: true };
    const log = record(3_000);
    createSessionLogRecordProcessor(sessions, options).onEmit(log);
    const processor = createSessionSpanProcessor(sessions, options);
    const outliving = span(3_000);
    processor.onStart(outliving, undefined);
    const ended = sessions.finish(4_000, { supersededBy: 'c', evidence: 'no_clean_exit' });
    end(outliving, processor, 5_000);
    sessions.tell({ type: 'ended', session: ended, atMs: 4_000, detectedAtMs: 4_000 });

    const { attributes, events: all, groups } = readSemconv();
    // The ledger emits these, and its tests hold them to their definitions.
    const events = all.filter(({ name }) => name !== 'session.checkpoint' && name !== 'session.sealed');
    const refs = (definition: { attributes: { ref: string }[] } | undefined) => definition?.attributes.map(({ ref }) => ref).sort();
    expect(Object.fromEntries(emitted.map((event) => [event.eventName, Object.keys(event.attributes).sort()]))).toEqual(
      Object.fromEntries(events.map((event) => [event.name, refs(event)])),
    );
    expect(Object.keys(outliving.attributes).sort()).toEqual(refs(groups.find(({ id }) => id === 'session.span')));
    expect(Object.keys(log.attributes).sort()).toEqual(refs(groups.find(({ id }) => id === 'session.log_record')));
    const used = new Set([...all, ...groups].flatMap((definition) => refs(definition) ?? []));
    expect(attributes.map(({ key }) => key).filter((key) => !used.has(key))).toEqual([]);
    for (const definition of [...attributes, ...all])
      expect([definition.stability, definition.brief, definition.note]).toEqual([
        'development',
        expect.stringMatching(/\w/),
        expect.stringMatching(/\w/),
      ]);
  });
});
