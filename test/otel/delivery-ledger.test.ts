import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { withBatchProcessors } from './with-batch-processors.ts';

const SECOND_MS = 1_000;

describe.each(['otel-2x', 'otel-3x'] as const)('the ledger, with the batch processors of %s', (line) => {
  const { device, pass } = withBatchProcessors(line);

  it('seals a session once all of it is out, and says how much there was', async () => {
    const { open, events, verdicts } = device();
    const { span, log, sessions, ledger } = open();
    await pass(SECOND_MS);
    const outliving = span();
    for (let i = 0; i < 3; i++) span().end();
    log('one');
    log('two');
    sessions.end();
    await pass(MINUTE_MS);
    expect(events('session.sealed')).toEqual([]);
    expect(ledger.getCounts('p1s1')).toEqual({
      spans: { open: 1, produced: 3, delivered: 3, failed: 0 },
      logs: { open: 0, produced: 2, delivered: 2, failed: 0 },
    });
    outliving.end();
    await pass(MINUTE_MS);
    expect(events('session.sealed').map(({ attributes }) => attributes)).toEqual([
      {
        'session.id': 'p1s1',
        'log.record.uid': 'p1s1:sealed',
        'session.produced.span_count': 4,
        'session.produced.log_count': 2,
        'session.sealed.exact': true,
      },
    ]);
    expect(await verdicts()).toEqual({ p1s1: 'complete' });
    expect(ledger.getCounts('p1s1')).toBeNull();
  });

  it('says what was lost: exports that failed, queues that ran over', async () => {
    const { open, events, verdicts, network } = device();
    const { span, log, sessions } = open({ maxQueueSize: 4 });
    await pass(SECOND_MS);
    for (let i = 0; i < 10; i++) span().end();
    await pass(10 * SECOND_MS);
    network('down');
    log('lost');
    await pass(10 * SECOND_MS);
    network('up');
    sessions.end();
    await pass(MINUTE_MS);
    expect(events('session.sealed').map(({ attributes }) => attributes)).toMatchObject([
      {
        'session.produced.span_count': 10,
        'session.produced.log_count': 1,
        'session.lost.queue_overflow': expect.any(Number),
        'session.lost.export_failed': 1,
      },
    ]);
    expect(await verdicts()).toEqual({ p1s1: 'incomplete' });
  });

  it('seals in the process that shuts down its sessions, then traces, then logs', async () => {
    const { open, verdicts, found, events } = device();
    const { span, log, shutdown } = open();
    span();
    span().end();
    log('one');
    await shutdown();
    expect(await verdicts()).toEqual({ p1s1: 'incomplete' });
    expect(events('session.sealed')[0]?.attributes).toMatchObject({
      'session.produced.span_count': 2,
      'session.lost.abandoned': 1,
      'session.sealed.exact': true,
    });
    expect((await found())[0]?.missing).toEqual({ events: [], spans: 1, logs: 0 });
  });

  it('seals at the next start what a context left that closed in order, and says of one that was killed that it cannot know', async () => {
    for (const [isClosed, verdict] of [
      [true, 'complete'],
      [false, 'unknown'],
    ] as const) {
      const { open, verdicts } = device();
      const first = open();
      await pass(SECOND_MS);
      first.span().end();
      first.log('one');
      await first.flush();
      await pass(3 * SECOND_MS);
      if (isClosed) first.close();
      else first.kill();
      await pass(60 * MINUTE_MS);
      const second = open();
      await pass(MINUTE_MS);
      await second.shutdown();
      expect(await verdicts()).toEqual({ p1s1: verdict, p2s1: 'complete' });
    }
  });

  it('tells subscribers of what it seals, and those of other contexts that took part, once each', async () => {
    const { open } = device();
    const [first, second] = [open(), open()];
    const told: unknown[] = [];
    first.ledger.subscribe(() => {
      throw new Error('a listener');
    });
    first.ledger.subscribe((sealed) => told.push(['first', sealed]));
    const stop = first.ledger.subscribe((sealed) => told.push(['stopped', sealed]));
    second.ledger.subscribe((sealed) => told.push(['second', sealed]));
    stop();
    await pass(SECOND_MS);
    first.span().end();
    second.log('one');
    await pass(SECOND_MS);
    const outliving = second.span();
    first.sessions.end();
    await pass(MINUTE_MS);
    expect(told).toEqual([]);
    outliving.end();
    await pass(MINUTE_MS);
    const sealed = {
      sessionId: 'p1s1',
      atMs: expect.any(Number),
      produced: { spans: 2, logs: 1 },
      lost: { exportFailed: 0, queueOverflow: 0, abandoned: 0 },
      isExact: true,
    };
    expect(told).toEqual([['second', sealed]]);
    for (let i = 0; i < 2; i++) {
      first.span().end();
      await pass(MINUTE_MS);
    }
    expect(told).toEqual([
      ['second', sealed],
      ['first', sealed],
    ]);
  });

  it('takes what an exporter never answers for as lost by its export, and seals all the same', async () => {
    const { open, events, found, network } = device();
    const { span, log, sessions } = open();
    await pass(10 * SECOND_MS);
    network('silent');
    for (let i = 0; i < 3; i++) span().end();
    log('one');
    await pass(10 * SECOND_MS);
    sessions.end();
    await pass(30 * SECOND_MS);
    expect(events('session.sealed')).toEqual([]);
    network('up');
    await pass(2 * MINUTE_MS);
    expect(events('session.sealed').map(({ attributes }) => attributes)).toEqual([
      {
        'session.id': 'p1s1',
        'log.record.uid': 'p1s1:sealed',
        'session.produced.span_count': 3,
        'session.produced.log_count': 1,
        'session.lost.export_failed': 4,
        'session.sealed.exact': true,
      },
    ]);
    expect(await found()).toMatchObject([{ verdict: 'incomplete', missing: { spans: 3, logs: 1 } }]);
  });

  it('does not take what waits behind a silent exporter for dropped, as it may get out yet', async () => {
    const { open, events, verdicts, network } = device();
    const { log, sessions, flush, shutdown, kill } = open();
    await pass(10 * SECOND_MS);
    network('silent');
    // A session event: of the records none is with the exporter.
    sessions.setMetadata({ step: 1 });
    await pass(10 * SECOND_MS);
    network('up');
    log('waits');
    // Those that follow return at once.
    void flush();
    void shutdown();
    await pass(2 * MINUTE_MS);
    kill();
    const next = open();
    await pass(MINUTE_MS);
    await next.shutdown();
    const [seal] = events('session.sealed').filter(({ attributes }) => attributes?.['session.id'] === 'p1s1');
    expect(seal?.attributes).toMatchObject({ 'session.produced.log_count': 1, 'session.lost.export_failed': 1 });
    expect(seal?.attributes).not.toHaveProperty('session.lost.queue_overflow');
    expect(await verdicts()).toEqual({ p1s1: 'complete', p2s1: 'complete' });
  });
});
