/** Sessions on OpenTelemetry's spans, logs, metrics and baggage, for both SDK lines (2.x and 3.x). */
export { createBaggageLogRecordProcessor, createBaggageSpanProcessor } from './baggage-processors.ts';
export { findLoggerProvider, type Logger, type LoggerProvider } from './find-logger-provider.ts';
export { type ImportOptions, withImportedSession } from './import-web-session.ts';
export { createSessionLogFilter } from './log-filter.ts';
export { createSessionLogRecordProcessor, type SessionLogRecordProcessorOptions } from './log-record-processor.ts';
export { createSessionMetricAttributes } from './metric-attributes.ts';
export type { SdkLogRecord, SdkLogRecordProcessor, SdkReadableSpan, SdkRecord, SdkSpan, SdkSpanProcessor } from './otel-sdk.ts';
export { createSessionPropagator, type SessionPropagatorOptions } from './propagator.ts';
export { createSessionSampler, type SessionSampler } from './sampler.ts';
export type { SessionAttributeOptions } from './session-attributes.ts';
export { emitSessionEvents, type SessionEventOptions } from './session-events.ts';
export { createSessionManager, type SessionManager } from './session-manager.ts';
export { createSessionSpanProcessor, type SessionSpanProcessorOptions } from './span-processor.ts';
