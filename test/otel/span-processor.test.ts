import { describe, expect, it } from 'vitest';
import { createSessionSpanProcessor } from '../../src/otel/index.ts';
import { end, ids, nextSpanProcessor, span } from './fake-records.ts';
import { createFakeSessions } from './fake-sessions.ts';

const fail = () => {
  throw new Error('broken');
};

describe('stamping', () => {
  it('puts the session of its own start time on a span, in one call', () => {
    const sessions = createFakeSessions();
    sessions.start('a', 1_000);
    sessions.finish(2_000);
    sessions.start('b', 3_000);
    const processor = createSessionSpanProcessor(sessions);
    const spans = [span(1_500), span(3_500.25)];
    for (const started of spans) processor.onStart(started, undefined);
    expect(ids(spans)).toEqual(['a', 'b']);
    expect(sessions.stamped).toEqual([
      ['traces', 1_500, 'a'],
      ['traces', 3_500, 'b'],
    ]);
  });

  it('leaves a span alone that names its session, and does not count it', () => {
    const sessions = createFakeSessions();
    sessions.start('b', 1);
    const processor = createSessionSpanProcessor(sessions, { previousId: true, attributes: ['user.id'] });
    const crash = span(5, { 'session.id': 'of the crash' });
    processor.onStart(crash, undefined);
    end(crash, processor, 6);
    expect(crash.attributes).toEqual({ 'session.id': 'of the crash' });
    expect(sessions.stamped).toEqual([]);
  });

  it('adds what was asked for, never over a value that is there', () => {
    const sessions = createFakeSessions();
    sessions.start('b', 1, { previousId: 'a', metadata: { 'user.id': 'u', plan: 'free' }, attributes: { 'app.build_id': '7' } });
    const processor = createSessionSpanProcessor(sessions, { previousId: true, attributes: ['user.id', 'app.build_id', 'plan', 'absent'] });
    const started = span(5, { plan: 'paid' });
    processor.onStart(started, undefined);
    expect(started.attributes).toEqual({
      'session.id': 'b',
      'session.previous_id': 'a',
      'user.id': 'u',
      'app.build_id': '7',
      plan: 'paid',
    });
  });

  it('asks a provider that knows the traits of an id for nothing dearer', () => {
    const sessions = createFakeSessions();
    const session = sessions.start('b', 1, { metadata: { 'user.id': 'u' } });
    const cheap = { ...sessions, getSession: fail, getTraits: (id: string) => (id === 'b' ? session : null) };
    const started = span(5);
    createSessionSpanProcessor(cheap, { attributes: ['user.id'] }).onStart(started, undefined);
    expect(started.attributes).toEqual({ 'session.id': 'b', 'user.id': 'u' });
  });

  it('leaves a span alone while there is no session', () => {
    const started = span(5);
    createSessionSpanProcessor(createFakeSessions()).onStart(started, undefined);
    expect(started.attributes).toEqual({});
  });

  it('keeps the id of a span that outlives its session, and says so', () => {
    const sessions = createFakeSessions();
    sessions.start('a', 1_000);
    const processor = createSessionSpanProcessor(sessions);
    const [inTime, late] = [span(1_500), span(1_500)];
    for (const started of [inTime, late]) processor.onStart(started, undefined);
    sessions.finish(2_000);
    sessions.start('b', 3_000);
    end(inTime, processor, 1_999);
    end(late, processor, 2_000);
    expect([inTime.attributes, late.attributes]).toEqual([{ 'session.id': 'a' }, { 'session.id': 'a', 'session.outlived': true }]);
  });
});

describe('while an id is provisional', () => {
  it('holds what ended, and hands it on in order with the id that won', async () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('lost', 1);
    const next = nextSpanProcessor();
    const processor = createSessionSpanProcessor(sessions, { next });
    const [first, second, open] = [span(1), span(2), span(3)];
    for (const started of [first, second, open]) processor.onStart(started, undefined);
    end(first, processor, 4);
    end(second, processor, 5);
    expect(next.ended).toEqual([]);
    sessions.supersede('lost', 'winner');
    expect(next.ended).toEqual([first, second]);
    end(open, processor, 6);
    expect(ids(next.ended)).toEqual(['winner', 'winner', 'winner']);
    expect(open.attributes).toEqual({ 'session.id': 'winner' });
  });

  it('makes the id final to flush, without a delay, and flushes what was held', async () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('a', 1);
    const next = nextSpanProcessor();
    const processor = createSessionSpanProcessor(sessions, { next });
    const held = span(1);
    processor.onStart(held, undefined);
    end(held, processor, 2);
    const flushed = processor.forceFlush();
    expect([next.ended, next.calls.at(-1), sessions.calls]).toEqual([[held], 'forceFlush', ['finalize']]);
    await flushed;
  });

  it('lets no more than 2,048 spans wait', () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('a', 1);
    const next = nextSpanProcessor();
    const processor = createSessionSpanProcessor(sessions, { next });
    for (let i = 0; i < 2_047; i++) processor.onEnd(span(i));
    expect(next.ended).toHaveLength(0);
    processor.onEnd(span(2_047));
    expect(next.ended.map(({ startTime }) => startTime[1] / 1e6 + startTime[0] * 1_000)).toEqual([...Array(2_048).keys()]);
  });
});

describe('as a good citizen of the SDK', () => {
  it('survives a second shutdown and what comes after it', async () => {
    const next = nextSpanProcessor();
    const sessions = createFakeSessions();
    sessions.start('a', 1);
    const processor = createSessionSpanProcessor(sessions, { next });
    await Promise.all([processor.shutdown(), processor.shutdown()]);
    const late = span(1);
    processor.onStart(late, undefined);
    end(late, processor, 2);
    await processor.forceFlush();
    expect([next.calls, next.ended, late.attributes]).toEqual([['shutdown'], [], {}]);
  });

  it('passes on what the next processor answers to a flush and a shutdown, failures too', async () => {
    const next = { ...nextSpanProcessor(), forceFlush: () => Promise.reject(new Error('no network')), shutdown: fail };
    const processor = createSessionSpanProcessor(createFakeSessions(), { next });
    await expect(processor.forceFlush()).rejects.toThrow('no network');
    await expect(processor.shutdown()).rejects.toThrow('broken');
  });

  it('lets nothing that a next processor or a provider throws reach the app', () => {
    const next = { ...nextSpanProcessor(), onStart: fail, onEnding: fail, onEnd: fail };
    for (const sessions of [createFakeSessions(), { ...createFakeSessions(), isFinal: true, stamp: fail }]) {
      const processor = createSessionSpanProcessor(sessions, { next });
      const started = span(1);
      processor.onStart(started, undefined);
      end(started, processor, 2);
    }
  });
});
