/** What the stamping bench times in isolates: whole spans, whole log records, and the calls alone. */
import { processorsOf } from './stamping-processors.mjs';

/** What an isolate of its own times. @param {string} line @param {import('./stamping-processors.mjs').Name} name */
export async function casesOf(line, name) {
  const { spans, logs } = (await processorsOf(line))[name];
  const sdk = await import(`../../test/otel-${line}/sdk.mjs`);
  return { span: again(spansWith(sdk, spans)), log: again(logsWith(sdk, logs)), ...callsOn(sdk, spans) };
}

/** So many spans are in the caches together. */
const SPANS = 100;

/**
 * The calls alone, on spans that the SDK has made: what they cost within a whole span depends on what of it the engine compiles into one.
 *
 * @param {any} sdk @param {any} processor
 */
function callsOn(sdk, processor) {
  const bare = new sdk.TracerProvider({ spanProcessors: [last] }).getTracer('bench');
  const stamping = new sdk.TracerProvider({ spanProcessors: [processor, last] }).getTracer('bench');
  /** @type {any[]} */
  let spans = [];
  const hearsEnding = processor.onEnding !== undefined;
  return {
    start: {
      batch: SPANS,
      between: () => {
        spans = Array.from({ length: SPANS }, () => bare.startSpan('work'));
      },
      run: () => {
        for (const span of spans) processor.onStart(span, null);
      },
    },
    end: {
      batch: SPANS,
      between: () => {
        spans = Array.from({ length: SPANS }, () => stamping.startSpan('work'));
        for (const span of spans) span.end();
      },
      run: () => {
        for (const span of spans) {
          if (hearsEnding) processor.onEnding(span);
          processor.onEnd(span);
        }
      },
    },
  };
}

/** @param {() => void} once */
const again = (once) => ({
  run: (/** @type {number} */ count) => {
    for (let i = 0; i < count; i++) once();
  },
});

/** Stands for the processor that exports; without any, an SDK asks ours alone whether anybody wants log records. */
const last = { onStart() {}, onEnd() {}, onEmit() {}, forceFlush: async () => {}, shutdown: async () => {} };
/** @param {any} sdk @param {any} processor */
function spansWith(sdk, processor) {
  const tracer = new sdk.TracerProvider({ spanProcessors: [processor, last] }).getTracer('bench');
  return () => tracer.startSpan('work').end();
}
/** @param {any} sdk @param {any} processor */
function logsWith(sdk, processor) {
  const logger = new sdk.LoggerProvider({ processors: [processor, last] }).getLogger('bench');
  return () => logger.emit({ body: 'work' });
}
