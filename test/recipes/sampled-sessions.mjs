/** Sessions for the recipe on sampling, and whether what arrived of them is all or nothing. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/entries.mjs';

/** @typedef {import('../otel/otlp-records.mjs').OtlpRecord} OtlpRecord */
/** @typedef {{ readonly id: string, readonly sampled: boolean }} Sent */

const RECIPES = `${ROOT}examples/recipes/`;
/** What each session sends: its events, a log record, a span, and the span of the server that the request went to. */
const ALWAYS = ['session.end', 'session.start'];
const WHOLE = [...ALWAYS, 'GET /', 'bought', 'click'].sort();

/**
 * @param {(ratio: number, url: string) => any} startTelemetry the recipe
 * @param {{ readonly count: number, readonly ratio: number, readonly url: string }} options
 * @returns {Promise<Sent[]>}
 */
export async function sendSessions(startTelemetry, { count, ratio, url }) {
  const { sessions, tracing, logging } = startTelemetry(ratio, url);
  const { context, trace } = await load('@opentelemetry/api');
  const server = await startServer(url);
  /** @type {Sent[]} */
  const sent = [];
  for (let number = 0; number < count; number++) {
    sessions.notify('input.click');
    await new Promise((resolve) => sessions.whenFinal(resolve));
    const { id, sampled } = sessions.getSession();
    const click = tracing.getTracer('shop').startSpan('click');
    // A server knows the trace, not the session; the attribute is for this test.
    const attributes = { 'test.session': id };
    server.getTracer('server').startSpan('GET /', { attributes }, trace.setSpan(context.active(), click)).end();
    click.end();
    logging.getLogger('shop').emit({ eventName: 'bought' });
    sessions.end();
    sent.push({ id, sampled });
  }
  await sessions.shutdown();
  for (const provider of [tracing, logging, server]) await provider.shutdown();
  return sent;
}

/** @param {string} url */
async function startServer(url) {
  const { BatchSpanProcessor, TracerProvider } = await load('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await load('@opentelemetry/exporter-trace-otlp-http');
  return new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${url}/v1/traces` }) })] });
}

/** @param {string} name of a package that the recipes use @returns {Promise<any>} */
function load(name) {
  return import(pathToFileURL(createRequire(`${RECIPES}package.json`).resolve(name)).href);
}

/**
 * @param {readonly Sent[]} sent
 * @param {readonly OtlpRecord[]} records
 * @param {(session: Sent) => boolean} isKept
 * @returns {readonly string[]} one line for each session of which not all arrived, or not nothing
 */
export function problemsOfSampling(sent, records, isKept, { eventsAlways = false } = {}) {
  /** @type {Map<unknown, string[]>} */
  const arrived = new Map();
  for (const { name, attributes } of records) {
    const id = attributes['session.id'] ?? attributes['test.session'];
    arrived.set(id, [...(arrived.get(id) ?? []), name]);
  }
  return sent.flatMap((session) => {
    const expected = isKept(session) ? WHOLE : eventsAlways ? ALWAYS : [];
    const found = (arrived.get(session.id) ?? []).sort();
    return found.join() === expected.join() ? [] : [`${session.id}: expected ${expected.join()}, arrived ${found.join()}`];
  });
}

/** As the Collector's configuration has it. @param {Sent} session */
export function isInCollectorsQuarter({ id }) {
  return '0123'.includes(createHash('sha256').update(id).digest('hex').charAt(0));
}
