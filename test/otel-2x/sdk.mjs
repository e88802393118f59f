/** OpenTelemetry JS 2.x (logs of its own package), in the form that the shared suite uses. */
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { createSessionLogRecordProcessor, createSessionSpanProcessor } from '@opentelemetry/browser-sdk/session';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export const line = '2.x';
export const api = { context, logs, metrics, propagation, trace };
export {
  BatchLogRecordProcessor,
  BatchSpanProcessor,
  InMemoryLogRecordExporter,
  InMemorySpanExporter,
  LoggerProvider,
  MeterProvider,
  PeriodicExportingMetricReader,
  resourceFromAttributes,
  SimpleLogRecordProcessor,
  SimpleSpanProcessor,
  TracerProvider,
  W3CBaggagePropagator,
};

/** The processors of the session manager that ours takes the place of. */
export const official = { createSessionLogRecordProcessor, createSessionSpanProcessor };

/**
 * @param {'protobuf' | 'json'} format
 * @param {string} url base of the OTLP/HTTP endpoint
 */
export function createExporters(format, url) {
  const at = (/** @type {string} */ path) => ({ url: `${url}/v1/${path}` });
  return format === 'json'
    ? { traces: new JsonTraces(at('traces')), logs: new JsonLogs(at('logs')), metrics: new JsonMetrics(at('metrics')) }
    : { traces: new ProtobufTraces(at('traces')), logs: new ProtobufLogs(at('logs')), metrics: new ProtobufMetrics(at('metrics')) };
}
