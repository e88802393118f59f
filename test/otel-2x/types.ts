/** Compiles: what sessionchart/otel returns is what the SDK 2.x asks for, and takes what it has. */
import type { TextMapPropagator } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, InMemorySpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TelemetrySessions } from '../../src/api/index.ts';
import {
  createBaggageLogRecordProcessor,
  createBaggageSpanProcessor,
  createSessionLogFilter,
  createSessionLogRecordProcessor,
  createSessionMetricAttributes,
  createSessionPropagator,
  createSessionSampler,
  createSessionSpanProcessor,
  emitSessionEvents,
} from '../../src/otel/index.ts';

export function setUp(sessions: TelemetrySessions): void {
  const batch = new BatchLogRecordProcessor({ exporter: new InMemoryLogRecordExporter() });
  const spanProcessors: SpanProcessor[] = [
    createSessionSpanProcessor(sessions, { next: new BatchSpanProcessor({ exporter: new InMemorySpanExporter() }) }),
    createBaggageSpanProcessor(),
  ];
  const processors: LogRecordProcessor[] = [
    createSessionLogRecordProcessor(sessions, { next: createSessionLogFilter(sessions, batch) }),
    createSessionLogRecordProcessor(sessions, { next: batch }),
    createBaggageLogRecordProcessor(),
  ];
  new TracerProvider({ spanProcessors, sampler: createSessionSampler(sessions) });
  const loggerProvider = new LoggerProvider({ processors });
  new MeterProvider({ views: [{ instrumentName: '*', attributesProcessors: [createSessionMetricAttributes(sessions)] }] });
  const propagator: TextMapPropagator = createSessionPropagator(sessions, { propagator: new W3CBaggagePropagator() });
  emitSessionEvents(sessions, { loggerProvider })();
  emitSessionEvents(sessions, { loggerProvider: logs.getLoggerProvider() })();
  propagator.fields();
}
