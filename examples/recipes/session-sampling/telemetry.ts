import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createSessionProvider } from 'sessionchart';
import {
  createSessionLogFilter,
  createSessionLogRecordProcessor,
  createSessionSampler,
  createSessionSpanProcessor,
  emitSessionEvents,
} from 'sessionchart/otel';
import { defaultPolicy } from 'sessionchart/policies';
import { webPlatform } from 'sessionchart/web';

/** @param ratio the share of sessions that is sent at all; each is decided once, by its id, for all tabs */
export function startTelemetry(ratio: number, url: string) {
  const sessions = createSessionProvider({ platform: webPlatform(), policy: { ...defaultPolicy, sampling: { ratio, by: 'id' } } });
  const spans = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}/v1/traces` }) });
  const records = new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/v1/logs` }) });
  const tracing = new TracerProvider({
    sampler: createSessionSampler(sessions),
    spanProcessors: [createSessionSpanProcessor(sessions, { next: spans })],
  });
  const logging = new LoggerProvider({
    processors: [createSessionLogRecordProcessor(sessions, { next: createSessionLogFilter(sessions, records) })],
  });
  emitSessionEvents(sessions, { loggerProvider: logging });
  return { sessions, tracing, logging };
}
