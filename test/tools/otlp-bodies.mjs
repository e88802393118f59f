/** The bodies of requests, byte for byte, as the real SDKs' exporters send them. */
import { createServer } from 'node:http';

/**
 * @param {any} sdk
 * @param {'protobuf' | 'json'} format
 * @returns {Promise<Uint8Array[]>} the bodies of all requests
 */
export async function bodiesOf(sdk, format) {
  const receiver = await startBodyReceiver();
  await exportSessions(sdk, format, receiver.url);
  await receiver.close();
  return receiver.bodies;
}

/** @returns {Promise<{ url: string, bodies: Uint8Array[], close(): Promise<void> }>} `bodies` in the order they arrived */
async function startBodyReceiver() {
  /** @type {Uint8Array[]} */
  const bodies = [];
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      const type = request.headers['content-type'] ?? '';
      response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : undefined);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => new Promise((resolve) => server.close(() => resolve(undefined))) };
}

/**
 * An app that tells its sessions by the contract, with real SDKs; metrics besides, which nobody audits.
 *
 * @param {any} sdk what test/otel-2x/sdk.mjs and test/otel-3x/sdk.mjs export
 * @param {'protobuf' | 'json'} format
 * @param {string} url base of an OTLP/HTTP endpoint
 */
export async function exportSessions(sdk, format, url) {
  const exporters = sdk.createExporters(format, url);
  const resource = sdk.resourceFromAttributes({ 'service.name': 'app', 'service.instance.id': 'tab-1' });
  const tracers = new sdk.TracerProvider({ resource, spanProcessors: [new sdk.BatchSpanProcessor({ exporter: exporters.traces })] });
  const loggers = new sdk.LoggerProvider({ resource, processors: [new sdk.BatchLogRecordProcessor({ exporter: exporters.logs })] });
  const meters = new sdk.MeterProvider({
    resource,
    readers: [new sdk.PeriodicExportingMetricReader({ exporter: exporters.metrics, exportIntervalMillis: 3_600_000 })],
  });
  const [tracer, logger] = [tracers.getTracer('app'), loggers.getLogger('app')];
  const span = (/** @type {string | null} */ session, /** @type {number} */ atMs) =>
    tracer
      .startSpan('grüße', {
        startTime: new Date(atMs),
        attributes: { ...(session && { 'session.id': session }), sizes: [1.5, -2, 2 ** 40] },
      })
      .end(new Date(atMs + 7));
  const log = (/** @type {string | null} */ session, /** @type {number} */ atMs, /** @type {any} */ { eventName, ...attributes }) =>
    logger.emit({
      eventName,
      body: { text: 'a body', parts: [true, null, new Uint8Array([1, 2])] },
      timestamp: new Date(atMs),
      observedTimestamp: new Date(atMs),
      attributes: { ...(session && { 'session.id': session }), ...attributes },
    });

  for (let i = 0; i < MANY; i++) {
    span('kept', START_MS + i);
    log('kept', START_MS + i, { 'log.record.uid': `c1-${i}` });
  }
  span('lossy', START_MS);
  span(null, START_MS + 3);
  log(null, START_MS + 3, {});
  for (const [id, spans] of /** @type {const} */ ([
    ['kept', MANY],
    ['lossy', 2],
  ])) {
    const counts = { 'session.produced.span_count': spans, 'session.produced.log_count': id === 'kept' ? MANY : 0 };
    log(id, START_MS, { eventName: 'session.start', 'log.record.uid': `${id}:start` });
    log(id, START_MS + MANY, { eventName: 'session.end', 'log.record.uid': `${id}:end`, 'session.end_reason': 'inactivity' });
    log(id, START_MS + MANY, { eventName: 'session.sealed', 'log.record.uid': `${id}:sealed`, 'session.sealed.exact': true, ...counts });
  }
  log('hidden', START_MS, { eventName: 'session.start', 'log.record.uid': 'hidden:start' });
  span('hidden', START_MS + 1);
  log('hidden', START_MS + 20, {
    eventName: 'session.checkpoint',
    'log.record.uid': 'hidden:checkpoint:c1:1',
    'session.deadline': START_MS + 60_000,
    'session.context.id': 'c1',
    'session.contexts': ['c1'],
    'session.produced.span_count': 1,
    'session.produced.log_count': 0,
    'session.open.span_count': 0,
  });
  meters.getMeter('app').createCounter('clicks').add(1, { 'session.id': 'kept' });
  await Promise.all([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
}

/** What is wrong with an audit of what it sent; empty when all is well. @param {import('../../src/tools/index.ts').AuditedSession[]} sessions */
export function problemsOfAudit(sessions) {
  const told = (/** @type {string} */ id) => {
    const session = sessions.find((one) => one.id === id);
    return JSON.stringify([session?.verdict, session?.found, session?.missing.spans, session?.duplicates]);
  };
  const expected = {
    kept: ['complete', { spans: MANY, logs: MANY }, 0, 0],
    lossy: ['incomplete', { spans: 1, logs: 0 }, 1, 0],
    hidden: ['presumed complete', { spans: 1, logs: 0 }, 0, 0],
  };
  return Object.entries(expected).flatMap(([id, wanted]) =>
    told(id) === JSON.stringify(wanted) ? [] : [`${id}: expected ${JSON.stringify(wanted)}, found ${told(id)}`],
  );
}

export const START_MS = Date.UTC(2026, 0, 15, 9);
/** Enough for several batches. */
export const MANY = 700;
