/** OpenTelemetry as an app sets it up: a logger whose records carry the session's id, sent as OTLP by fetch or a beacon. */
// @ts-expect-error Installed in test/otel-3x; the bundler finds it there.
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
// @ts-expect-error The same.
import { resourceFromAttributes } from '@opentelemetry/resources';
// @ts-expect-error The same.
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { createSessionLogRecordProcessor, emitSessionEvents } from '../../../src/otel/index.ts';

/**
 * @param {import('../../../src/full/create-session-provider.ts').Sessions} sessions
 * @param {string} service
 */
export function startTelemetry(sessions, service) {
  const exporter = new OTLPLogExporter({ url: `${location.origin}/v1/logs` });
  const batch = new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 200 });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    processors: [createSessionLogRecordProcessor(sessions, { next: batch })],
  });
  const logger = provider.getLogger('page');
  emitSessionEvents(sessions, { loggerProvider: provider });
  return {
    /** @param {string} eventName @param {number} [timestamp] */
    emit: (eventName, timestamp = Date.now()) => logger.emit({ eventName, body: eventName, timestamp }),
    flush: () => provider.forceFlush(),
  };
}
