import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createSessionSpanProcessor } from 'sessionchart/otel';
import { createRemoteSessions, type SessionPort } from 'sessionchart/remote';

/** What the shell gives its pages: a function that takes a text, as each platform's bridge does. */
declare const toShell: (json: string) => void;

const port: SessionPort & { onmessage?: (event: { readonly data: unknown }) => void } = {
  postMessage: (message) => toShell(JSON.stringify(message)),
};
/** The shell calls it with each of its texts. */
Object.assign(globalThis, { fromShell: (json: string) => port.onmessage?.({ data: JSON.parse(json) }) });

export const sessions = createRemoteSessions(port);

const exporting = new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: '/v1/traces' }), scheduledDelayMillis: 500 });
const tracing = new TracerProvider({ spanProcessors: [createSessionSpanProcessor(sessions, { next: exporting })] });
document.querySelector('button')?.addEventListener('click', () => {
  sessions.notify('input.click');
  tracing.getTracer('page').startSpan('buy').end();
});
