import { describe, expect, it } from 'vitest';
import { createSessionLogFilter, createSessionLogRecordProcessor } from '../../src/otel/index.ts';
import { ids, nextLogProcessor, record } from './fake-records.ts';
import { createFakeSessions } from './fake-sessions.ts';

const fail = () => {
  throw new Error('broken');
};

describe('stamping', () => {
  it('puts the session of its own timestamp on a record', () => {
    const sessions = createFakeSessions();
    sessions.start('a', 1_000);
    sessions.finish(2_000);
    sessions.start('b', 3_000, { previousId: 'a' });
    const processor = createSessionLogRecordProcessor(sessions, { previousId: true });
    const records = [record(1_500), record(3_500), record(9, { 'session.id': 'explicit' })];
    for (const emitted of records) processor.onEmit(emitted);
    expect(records.map(({ attributes }) => attributes)).toEqual([
      { 'session.id': 'a' },
      { 'session.id': 'b', 'session.previous_id': 'a' },
      { 'session.id': 'explicit' },
    ]);
    expect(sessions.stamped).toEqual([
      ['logs', 1_500, 'a'],
      ['logs', 3_500, 'b'],
    ]);
  });
});

describe('while an id is provisional', () => {
  it('lets a session event go first, then what was held, in order and with the id that won', async () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('lost', 1);
    const next = nextLogProcessor();
    const processor = createSessionLogRecordProcessor(sessions, { next });
    const held = [record(1), record(2)];
    for (const emitted of held) processor.onEmit(emitted);
    sessions.supersede('lost', 'winner');
    const start = record(1, { 'session.id': 'winner' }, 'session.start');
    processor.onEmit(start);
    processor.onEmit(record(3));
    expect(next.emitted).toEqual([start]);
    await Promise.resolve();
    expect(next.emitted.map(({ hrTime, eventName }) => eventName ?? hrTime[1] / 1e6)).toEqual(['session.start', 1, 2, 3]);
    expect(ids(next.emitted)).toEqual(['winner', 'winner', 'winner', 'winner']);
  });

  it('makes the id final to flush, and flushes what was held', async () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('a', 1);
    const next = nextLogProcessor();
    const processor = createSessionLogRecordProcessor(sessions, { next });
    processor.onEmit(record(1));
    await processor.forceFlush();
    expect([ids(next.emitted), next.calls, sessions.calls]).toEqual([['a'], ['forceFlush'], ['finalize']]);
  });
});

describe('as a good citizen of the SDK', () => {
  it('leaves the answer of enabled() to the others', () => {
    const sessions = createFakeSessions();
    const next = nextLogProcessor();
    expect(createSessionLogRecordProcessor(sessions).enabled({})).toBe(false);
    expect(createSessionLogRecordProcessor(sessions, { next }).enabled({})).toBe(true);
    expect(createSessionLogRecordProcessor(sessions, { next: { ...next, enabled: () => false } }).enabled({})).toBe(false);
    expect(createSessionLogFilter(sessions, next).enabled({})).toBe(true);
  });

  it('survives a second shutdown and what comes after it', async () => {
    const next = nextLogProcessor();
    const processor = createSessionLogRecordProcessor(createFakeSessions(), { next });
    await Promise.all([processor.shutdown(), processor.shutdown()]);
    processor.onEmit(record(1));
    await processor.forceFlush();
    expect([next.calls, next.emitted]).toEqual([['shutdown'], []]);
  });

  it('passes on what fails in a flush, and lets nothing else reach the app', async () => {
    const next = { ...nextLogProcessor(), onEmit: fail, forceFlush: () => Promise.reject(new Error('no network')) };
    const processor = createSessionLogRecordProcessor(createFakeSessions(), { next });
    processor.onEmit(record(1));
    await expect(processor.forceFlush()).rejects.toThrow('no network');
  });
});

describe('the filter', () => {
  it('drops the records of sessions that are not sampled, never their start and end nor those of sessions unknown here', async () => {
    const sessions = createFakeSessions();
    sessions.start('kept', 1);
    sessions.finish(10);
    sessions.start('dropped', 10, { sampled: false });
    const next = nextLogProcessor();
    const filter = createSessionLogFilter(sessions, next);
    filter.onEmit(record(5, { 'session.id': 'kept' }));
    filter.onEmit(record(15, { 'session.id': 'dropped' }));
    filter.onEmit(record(15, { 'session.id': 'dropped' }, 'session.start'));
    filter.onEmit(record(15, { 'session.id': 'dropped' }, 'session.end'));
    filter.onEmit(record(15, { 'session.id': 'of another process' }));
    filter.onEmit(record(15));
    expect(next.emitted.map(({ attributes, eventName }) => [attributes['session.id'], eventName])).toEqual([
      ['kept', undefined],
      ['dropped', 'session.start'],
      ['dropped', 'session.end'],
      ['of another process', undefined],
      [undefined, undefined],
    ]);
    await Promise.all([filter.shutdown(), filter.shutdown(), filter.forceFlush()]);
    filter.onEmit(record(5));
    expect([next.calls, next.emitted.length]).toEqual([['shutdown'], 5]);
  });
});
