/** What has to hold with a real SDK, run against each line. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { ensureDecoder, ensureLine } from '../../scripts/otel-lines.mjs';
import * as main from '../../src/index.ts';
import * as otel from '../../src/otel/index.ts';
import { settle } from '../support/manual-clock.ts';
import { testPolicy, watch } from '../support/watch.ts';
import { startReceiver } from './otlp-receiver.mjs';
import { problemsOf, runScenario } from './wire-scenario.mjs';

const INSTALL_MS = 180_000;
/** The modules of a line are there only once they are installed, so their types are checked apart: `types.ts` beside them. */
type Sdk = Awaited<Parameters<typeof runScenario>[0]>;

export function describeLine(line: 'otel-2x' | 'otel-3x'): void {
  let sdk: Sdk;
  beforeAll(async () => {
    ensureLine(line);
    ensureDecoder();
    sdk = await import(`../${line}/sdk.mjs`);
  }, INSTALL_MS);
  afterEach(() => sdk.api.logs.disable());

  /** Everything in memory, exported in the order it reaches the exporters. */
  function setUp(options: Parameters<typeof watch>[0] = {}, { isFiltered = false } = {}) {
    const watched = watch(options);
    const { sessions, clock } = watched;
    const [spans, logs] = [new sdk.InMemorySpanExporter(), createLogRecorder()];
    const spanProcessor = otel.createSessionSpanProcessor(sessions, { next: new sdk.SimpleSpanProcessor({ exporter: spans }) });
    const batch = new sdk.BatchLogRecordProcessor({ exporter: logs });
    const next = isFiltered ? otel.createSessionLogFilter(sessions, batch) : batch;
    const tracers = new sdk.TracerProvider({ spanProcessors: [spanProcessor], sampler: otel.createSessionSampler(sessions) });
    const loggers = new sdk.LoggerProvider({ processors: [otel.createSessionLogRecordProcessor(sessions, { next })] });
    const tracer = tracers.getTracer('app');
    const logger = loggers.getLogger('app');
    return {
      ...watched,
      tracers,
      loggers,
      span: (name: string, context?: unknown) => tracer.startSpan(name, { startTime: new Date(clock.now()) }, context),
      log: (body: string, atMs = clock.now()) => logger.emit({ body, timestamp: new Date(atMs) }),
      spans: () => spans.getFinishedSpans().map((span: Exported) => [span.name, span.attributes['session.id']]),
      logs: () => logs.exported.map((log) => [log.eventName ?? log.body, log.attributes['session.id']]),
    };
  }

  describe('over OTLP/HTTP', () => {
    it.each(['json', 'protobuf'] as const)('all arrives as it has to, in %s', async (format) => {
      const receiver = await startReceiver();
      await runScenario(sdk, { main, otel }, { format, url: receiver.url });
      await receiver.close();
      expect([...receiver.contentTypes]).toEqual([format === 'json' ? 'application/json' : 'application/x-protobuf']);
      expect(problemsOf(receiver.records)).toEqual([]);
    });
  });

  describe('in the log pipeline', () => {
    it('session.start is first of its session, though the record that started it came first and the LoggerProvider last', async () => {
      const policy = { ...testPolicy, startOn: ['telemetry'] } as const;
      const { log, logs, loggers, sessions, clock } = setUp({ policy });
      otel.emitSessionEvents(sessions);
      sdk.api.logs.setGlobalLoggerProvider(loggers);
      log('first');
      await settle();
      clock.step(60 * 60_000);
      log('next');
      await loggers.forceFlush();
      expect(logs()).toEqual([
        ['session.start', 's1'],
        ['first', 's1'],
        ['session.end', 's1'],
        ['session.start', 's2'],
        ['next', 's2'],
      ]);
    });

    it('session.end is out when the sessions are shut down before the LoggerProvider', async () => {
      const { logs, loggers, sessions } = setUp();
      otel.emitSessionEvents(sessions, { loggerProvider: loggers });
      await sessions.shutdown();
      await loggers.shutdown();
      await loggers.shutdown();
      expect(logs().map(([name]) => name)).toEqual(['session.start', 'session.end']);
    });

    it('a processor without a next one leaves enabled() to the others', () => {
      const { sessions } = watch();
      const own = otel.createSessionLogRecordProcessor(sessions);
      const enabled = (...others: object[]) => new sdk.LoggerProvider({ processors: [own, ...others] }).getLogger('app').enabled();
      const other = { onEmit() {}, forceFlush: async () => {}, shutdown: async () => {} };
      expect([enabled({ ...other, enabled: () => false }), enabled({ ...other, enabled: () => true }), enabled(other)]).toEqual([
        false,
        true,
        true,
      ]);
    });
  });

  describe('sampling', () => {
    it('drops a whole session of all signals but its start and its end, from its very first record on', async () => {
      const policy = { ...testPolicy, sampling: { ratio: 0, by: 'id' } } as const;
      const { span, spans, log, logs, loggers, sessions } = setUp({ policy }, { isFiltered: true });
      otel.emitSessionEvents(sessions, { loggerProvider: loggers });
      span('provisional').end();
      log('provisional');
      await settle();
      span('settled').end();
      log('settled');
      await sessions.shutdown();
      await loggers.forceFlush();
      expect([spans(), logs()]).toEqual([
        [],
        [
          ['session.start', 's1'],
          ['session.end', 's1'],
        ],
      ]);
    });

    it('keeps a span whose remote parent is sampled, and drops one whose parent is not', async () => {
      const { span, spans } = setUp();
      await settle();
      const parent = (traceFlags: number) =>
        sdk.api.trace.setSpanContext(sdk.api.context.active(), {
          traceId: '1'.repeat(32),
          spanId: '2'.repeat(16),
          traceFlags,
          isRemote: true,
        });
      span('sampled', parent(1)).end();
      span('not sampled', parent(0)).end();
      expect(spans()).toEqual([['sampled', 's1']]);
    });
  });

  describe('in baggage, over HTTP', () => {
    it('the id goes to allowed origins only, and the receiver puts it on its spans', async () => {
      const { clock, sessions } = watch();
      await settle();
      const received = new sdk.InMemorySpanExporter();
      const server = createBaggageServer(sdk, received);
      const [allowed, other] = [await server.listen(), await server.listen()];
      const propagator = otel.createSessionPropagator(sessions, { propagator: new sdk.W3CBaggagePropagator(), allowedOrigins: [allowed] });
      const send = async (url: string, baggage: Record<string, string>) => {
        const tracer = new sdk.TracerProvider({}).getTracer('client');
        const span = tracer.startSpan('GET', { attributes: { 'url.full': url }, startTime: new Date(clock.now()) });
        const entries = Object.fromEntries(Object.entries(baggage).map(([key, value]) => [key, { value }]));
        const { context, propagation, trace } = sdk.api;
        const active = propagation.setBaggage(trace.setSpan(context.active(), span), propagation.createBaggage(entries));
        const headers: Record<string, string> = {};
        propagator.inject(active, headers, { set: (carrier, key, value) => Object.assign(carrier, { [key]: value }) });
        await fetch(url, { headers });
      };
      await send(`${allowed}/a`, { tenant: 't' });
      await send(`${other}/b`, { tenant: 't', 'session.id': 'of somebody else' });
      await send(`${other}/c`, {});
      await server.close();
      expect(received.getFinishedSpans().map(({ name, attributes }: Exported) => [name, attributes['session.id']])).toEqual([
        ['/a tenant=t,session.id=s1', 's1'],
        ['/b tenant=t', undefined],
        ['/c ', undefined],
      ]);
    });
  });

  it('the official processors work with our session manager', async () => {
    const { clock, sessions } = watch();
    const manager = otel.createSessionManager(sessions);
    await manager.start();
    const [spans, logs] = [new sdk.InMemorySpanExporter(), new sdk.InMemoryLogRecordExporter()];
    const { createSessionSpanProcessor, createSessionLogRecordProcessor } = sdk.official;
    const tracers = new sdk.TracerProvider({
      spanProcessors: [createSessionSpanProcessor(manager), new sdk.SimpleSpanProcessor({ exporter: spans })],
    });
    const loggers = new sdk.LoggerProvider({
      processors: [createSessionLogRecordProcessor(manager), new sdk.SimpleLogRecordProcessor({ exporter: logs })],
    });
    tracers
      .getTracer('app')
      .startSpan('span', { startTime: new Date(clock.now()) })
      .end();
    loggers.getLogger('app').emit({ body: 'log' });
    await tracers.forceFlush();
    expect([...spans.getFinishedSpans(), ...logs.getFinishedLogRecords()].map(({ attributes }: Exported) => attributes)).toEqual([
      { 'session.id': 's1' },
      { 'session.id': 's1' },
    ]);
  });

  it('the types are those that the SDK asks for', () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    expect(spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'test', line)], { encoding: 'utf8' }).stdout).toBe('');
  });
}

interface Exported {
  readonly name: string;
  readonly eventName?: string;
  readonly body?: string;
  readonly attributes: Record<string, unknown>;
}

/** The SDK's exporter in memory forgets everything at its shutdown. */
function createLogRecorder() {
  const exported: Exported[] = [];
  return {
    exported,
    export(records: Exported[], done: (result: { code: number }) => void) {
      exported.push(...records);
      done({ code: 0 });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

/** A service that makes a span of each request, named by its path and the baggage it came with. */
function createBaggageServer(sdk: Sdk, exporter: unknown) {
  const provider = new sdk.TracerProvider({
    spanProcessors: [otel.createBaggageSpanProcessor(), new sdk.SimpleSpanProcessor({ exporter })],
  });
  const propagator = new sdk.W3CBaggagePropagator();
  const getter = { keys: Object.keys, get: (carrier: Record<string, string>, key: string) => carrier[key] };
  const servers: ReturnType<typeof createServer>[] = [];
  return {
    async listen() {
      const server = createServer((request, response) => {
        const context = propagator.extract(sdk.api.context.active(), request.headers, getter);
        provider
          .getTracer('server')
          .startSpan(`${request.url} ${request.headers.baggage ?? ''}`, {}, context)
          .end();
        response.end();
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    },
    async close() {
      for (const server of servers) server.close();
    },
  };
}
