import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createSessionProvider } from 'sessionchart';
import { createSessionLogRecordProcessor, createSessionSpanProcessor, emitSessionEvents } from 'sessionchart/otel';

export const sessions = createSessionProvider();
const spans = createSessionSpanProcessor(sessions, { next: new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }) });
const records = createSessionLogRecordProcessor(sessions, { next: new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() }) });
export const tracing = new TracerProvider({ spanProcessors: [spans] });
export const logging = new LoggerProvider({ processors: [records] });
emitSessionEvents(sessions, { loggerProvider: logging });
