import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createBaggageSpanProcessor } from 'sessionchart/otel';
import { sessionCookiePropagator } from './session-cookie.ts';

const exporting = new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), sessionCookiePropagator] }),
);
// The spans that Next.js makes of its own, of each request, component and fetch, get the session's id.
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [createBaggageSpanProcessor(), exporting] }));
