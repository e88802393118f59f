import FakeTimers from '@sinonjs/fake-timers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureLine } from '../../scripts/otel-lines.mjs';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { audit } from '../../src/tools/audit.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { counter } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';
import type { Item } from '../tools/audit-telemetry.ts';
import { type AppOptions, openApp, received, type Sdk } from './delivery-app.ts';

const INSTALL_MS = 180_000;
const SECOND_MS = 1_000;

describe.each(['otel-2x', 'otel-3x'] as const)('the ledger, with the batch processors of %s', (line) => {
  let sdk: Sdk;
  let clock: ReturnType<typeof FakeTimers.install>;
  beforeAll(async () => {
    ensureLine(line);
    sdk = await import(`../${line}/sdk.mjs`);
  }, INSTALL_MS);
  beforeEach(() => {
    clock = FakeTimers.install({ now: EPOCH_MS, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => clock.uninstall());

  /** A device with a store and a way to a back end. */
  function device() {
    const texts = createMemoryStore();
    const alive = new Set<string>();
    const requests: Item[][] = [];
    let starts = 0;
    let isUp = true;
    const open = (options: Partial<AppOptions> = {}) => {
      const name = `p${++starts}`;
      alive.add(name);
      const store: SessionStore = { ...texts, liveContexts: async () => new Set(alive) };
      const network: AppOptions['network'] = (items, done) => {
        if (isUp) requests.push([...items]);
        done({ code: isUp ? 0 : 1 });
      };
      const app = openApp({ sdk, network, store, name, policy: testPolicy, generateId: counter(`${name}s`), ...options });
      return {
        ...app,
        span: (title = 'work') => app.tracer.startSpan(title),
        close() {
          app.report('unload');
          app.kill();
          alive.delete(name);
        },
        kill() {
          app.kill();
          alive.delete(name);
        },
      };
    };
    const found = async (nowMs?: number) => {
      const { sessions } = await audit([received(requests)], nowMs === undefined ? {} : { nowMs });
      return [...sessions];
    };
    return {
      open,
      alive,
      requests,
      found,
      verdicts: async (nowMs?: number) => Object.fromEntries((await found(nowMs)).map(({ id, verdict }) => [id, verdict])),
      events: (name: string) => requests.flat().filter(({ eventName }) => eventName === name),
      ledger: () => JSON.parse((texts.peek('ledger') ?? '{}\n').split('\n')[0] ?? '{}'),
      network(up: boolean) {
        isUp = up;
      },
    };
  }
  const pass = (time: number) => clock.tickAsync(time);

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
    network(false);
    log('lost');
    await pass(10 * SECOND_MS);
    network(true);
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
});
