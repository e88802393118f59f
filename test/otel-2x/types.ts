/** Compiles: what sessionchart/otel returns is what the SDK 2.x asks for, and takes what it has. */
import type { TextMapPropagator } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, InMemorySpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TelemetrySessions } from '../../src/api/index.ts';
import { createDeliveryLedger } from '../../src/otel/delivery.ts';
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
  const ledger = createDeliveryLedger(sessions);
  spanProcessors.push(ledger.spans(new InMemorySpanExporter(), (exporter) => new BatchSpanProcessor({ exporter })));
  processors.push(ledger.logs(new InMemoryLogRecordExporter(), (exporter) => new BatchLogRecordProcessor({ exporter })));
  spanProcessors.push(
    createSessionSpanProcessor(sessions, {
      next: ledger.spans(new OTLPTraceExporter(), (exporter) => new BatchSpanProcessor({ exporter })),
    }),
  );
  new TracerProvider({ spanProcessors, sampler: createSessionSampler(sessions) });
  const loggerProvider = new LoggerProvider({ processors });
  new MeterProvider({ views: [{ instrumentName: '*', attributesProcessors: [createSessionMetricAttributes(sessions)] }] });
  const propagator: TextMapPropagator = createSessionPropagator(sessions, { propagator: new W3CBaggagePropagator() });
  emitSessionEvents(sessions, { loggerProvider })();
  emitSessionEvents(sessions, { loggerProvider: logs.getLoggerProvider() })();
  propagator.fields();
}
