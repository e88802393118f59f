/** The app of the kill test: a process on the file store, with OpenTelemetry's SDK and exporters, that works until it is killed. */
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
// @ts-expect-error Installed in test/otel-3x; the bundler finds it there.
import { BatchLogRecordProcessor, BatchSpanProcessor, createExporters, LoggerProvider, resourceFromAttributes, TracerProvider } from 'sdk';
import { createSessionProvider, parsePolicy, systemClock } from '../../src/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { createDeliveryLedger } from '../../src/otel/delivery.ts';
import { createSessionLogRecordProcessor, createSessionSpanProcessor, emitSessionEvents } from '../../src/otel/index.ts';
import { keepDiary, work } from './work.mjs';

/** @type {{ life: string, folder: string, diary: string, url: string, service: string, policy: object, offsetMs: number, seed: number, crashed: boolean, works: boolean }} */
const { life, folder, diary, url, service, policy, offsetMs, seed, crashed, works } = JSON.parse(process.argv[2] ?? '{}');
const file = openSync(diary, 'a');
/** In the system's hands once it returns, so that a kill does not lose it. */
// A kill may come in the middle of a line, and another process goes on behind it.
const write = (/** @type {object} */ entry) => void writeSync(file, `\n${JSON.stringify({ ...entry, life })}`);
const now = () => Date.now() + offsetMs;

const lines = createInterface({ input: process.stdin });
// The script that started it is gone.
lines.on('close', () => process.exit(3));
write({ kind: 'up', t: now() });
writeSync(1, 'up\n');
const sessions = createSessionProvider({
  policy: parsePolicy(policy),
  platform: nodePlatform({ store: folder }),
  clock: { ...systemClock, now },
  appVersion: life,
  ...(crashed && { didCrash: () => true }),
  diagnostics: { warn: (...words) => write({ kind: 'warned', text: words.join(' ') }), debug() {} },
});
keepDiary({ sessions, write });
const ledger = createDeliveryLedger(sessions, { graceMs: 500 });
const exporters = createExporters('protobuf', url);
const resource = resourceFromAttributes({ 'service.name': service, 'service.version': life });
const batch = { scheduledDelayMillis: 100 };
const logs = ledger.logs(exporters.logs, (exporter) => new BatchLogRecordProcessor({ ...batch, exporter }));
const spans = ledger.spans(exporters.traces, (exporter) => new BatchSpanProcessor({ ...batch, exporter }));
const loggers = new LoggerProvider({ resource, processors: [createSessionLogRecordProcessor(sessions, { next: logs })] });
const tracers = new TracerProvider({ resource, spanProcessors: [createSessionSpanProcessor(sessions, { next: spans })] });
emitSessionEvents(sessions, { loggerProvider: loggers });
const logger = loggers.getLogger('app');
const tracer = tracers.getTracer('app');

const app = {
  sessions,
  now,
  write,
  log: (/** @type {number} */ atMs) => logger.emit({ eventName: 'app.log', timestamp: atMs }),
  span: (/** @type {number} */ atMs) => tracer.startSpan('app.span', { startTime: atMs }).end(atMs + 1),
};
const stop = works ? work(app, seed) : () => {};
lines.on('line', async (line) => {
  stop();
  write({ kind: 'sign', t: now(), id: sessions.getSessionId(), isFinal: sessions.isFinal });
  if (line === 'exit') process.exit(0);
  await sessions.shutdown();
  await tracers.shutdown();
  await loggers.shutdown();
  await sessions.listSessions();
  process.exit(0);
});
