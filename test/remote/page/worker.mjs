/** A worker of any kind, with OpenTelemetry's logs as an app sets them up. */
// @ts-expect-error Installed in test/otel-3x; the bundler finds it there.
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
// @ts-expect-error The same.
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createSessionLogRecordProcessor } from '../../../src/otel/index.ts';
import { createWorkerSessions } from '../../../src/remote/index.ts';

const sessions = createWorkerSessions();
const exporter = new OTLPLogExporter({ url: `${location.origin}/v1/logs` });
const provider = new LoggerProvider({
  processors: [createSessionLogRecordProcessor(sessions, { next: new SimpleLogRecordProcessor({ exporter }) })],
});
const logger = provider.getLogger('worker');
/** @param {string} eventName */
const emit = (eventName) => logger.emit({ eventName, body: eventName, timestamp: Date.now() });
Object.assign(globalThis, { worker: { sessions, emit } });
globalThis.addEventListener('message', ({ data, ports }) => {
  if (data === 'who') ports[0]?.postMessage({ id: sessions.getSessionId(), bornMs: performance.timeOrigin });
});
