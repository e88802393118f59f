import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import NetInfo from '@react-native-community/netinfo';
import { AppState } from 'react-native';
import { createMMKV } from 'react-native-mmkv';
import { createSessionProvider } from 'sessionchart';
import { createSessionLogRecordProcessor, createSessionSpanProcessor, emitSessionEvents } from 'sessionchart/otel';
import { reactNativePlatform } from 'sessionchart/react-native';

/** The Collector; a phone reaches the desk it is plugged into by `adb reverse tcp:4318 tcp:4318`, iOS's simulator as it is. */
const url = 'http://localhost:4318/v1';

export const sessions = createSessionProvider({
  platform: reactNativePlatform({ AppState, storage: createMMKV({ id: 'sessions' }), netInfo: NetInfo }),
});
const spans = createSessionSpanProcessor(sessions, {
  next: new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}/traces` }) }),
});
const records = createSessionLogRecordProcessor(sessions, {
  next: new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/logs` }) }),
});
export const tracing = new TracerProvider({ spanProcessors: [spans] });
export const logging = new LoggerProvider({ processors: [records] });
emitSessionEvents(sessions, { loggerProvider: logging, also: ['background', 'foreground'] });

/** What is left in memory goes out while the app still may: in the background it may be killed without a word. */
AppState.addEventListener('change', (state) => {
  if (state === 'background') void Promise.all([tracing.forceFlush(), logging.forceFlush()]);
});
