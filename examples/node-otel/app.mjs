/** A run with two sessions: somebody works, logs out, and somebody else logs in. Exports to OTEL_EXPORTER_OTLP_ENDPOINT, by default localhost:4318. */
import { logging, sessions, tracing } from './telemetry.mjs';

const tracer = tracing.getTracer('example');
const logger = logging.getLogger('example');

sessions.setMetadata({ 'user.id': 'ada' });
tracer.startSpan('open the report').end();
logger.emit({ body: 'the report is open' });

sessions.end('app.logout', { clearMetadata: true });
sessions.notify('input.click');
tracer.startSpan('open the other report').end();

// Sessions first: a LoggerProvider that is shut down drops the event of the end.
await sessions.shutdown();
await Promise.all([tracing.shutdown(), logging.shutdown()]);
