/** What the delivery ledger costs: on each record that is stamped, and in the store while a session is active. */
import FakeTimers from '@sinonjs/fake-timers';
import { ensureLine } from '../scripts/otel-lines.mjs';
import { dist } from './support/dist.mjs';
import { interleave } from './support/interleave.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Delivery ledger';
export const variants = ['2x', '3x'];
export const runs = 7;
export const flags = ['--max-semi-space-size=64'];
export function prepare() {
  ensureLine('otel-2x');
  ensureLine('otel-3x');
}

const MINUTE_MS = 60_000;
const MINUTES = 10;
/** What a busy page does in a second. */
const SPANS = 10;
const LOGS = 2;

/** @param {string} variant */
export async function measure(variant) {
  const sdk = await import(`../test/otel-${variant}/sdk.mjs`);
  const built = { index: await dist('index'), otel: await dist('otel'), delivery: await dist('delivery') };
  return { ...(await stored(sdk, built)), ...(await stamped(sdk, built)) };
}

const exporter = {
  export: (/** @type {unknown} */ _records, /** @type {(result: { code: number }) => void} */ done) => done({ code: 0 }),
  forceFlush: async () => {},
  shutdown: async () => {},
};

/** Batches without timers, so that it costs the same with and without the ledger. @param {{ export(records: unknown[], done: () => void): void }} to */
function batching(to) {
  /** @type {unknown[]} */
  let batch = [];
  const take = (/** @type {unknown} */ record) => {
    if (batch.push(record) < 512) return;
    to.export(batch, () => {});
    batch = [];
  };
  return { onStart() {}, onEnd: take, onEmit: take, forceFlush: async () => {}, shutdown: async () => {} };
}

/**
 * An app with both signals.
 *
 * @param {any} sdk
 * @param {{ index: any, otel: any, delivery: any }} built
 * @param {{ hasLedger: boolean, makeSpans: (to: any) => any, makeLogs: (to: any) => any, store?: any }} how
 */
function openApp(sdk, { index, otel, delivery }, { hasLedger, makeSpans, makeLogs, store }) {
  const sessions = index.createSessionProvider(store ? { store } : {});
  const ledger = hasLedger ? delivery.createDeliveryLedger(sessions) : null;
  const spans = ledger ? ledger.spans(exporter, makeSpans) : makeSpans(exporter);
  const logs = ledger ? ledger.logs(exporter, makeLogs) : makeLogs(exporter);
  const tracing = new sdk.TracerProvider({ spanProcessors: [otel.createSessionSpanProcessor(sessions, { next: spans })] });
  const logging = new sdk.LoggerProvider({ processors: [otel.createSessionLogRecordProcessor(sessions, { next: logs })] });
  otel.emitSessionEvents(sessions, { loggerProvider: logging });
  return { sessions, tracing, logging, tracer: tracing.getTracer('bench'), logger: logging.getLogger('bench') };
}

/** @param {any} sdk @param {{ index: any, otel: any, delivery: any }} built */
async function stamped(sdk, built) {
  const apps = [false, true].map((hasLedger) => openApp(sdk, built, { hasLedger, makeSpans: batching, makeLogs: batching }));
  for (const { sessions } of apps) sessions.notify('input');
  // The first ids are final by then, stored, and known to the ledger.
  for (const { tracer } of apps) tracer.startSpan('first').end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [without, ledger] = apps;
  const span = (/** @type {any} */ app) => ({
    run: (/** @type {number} */ count) => {
      for (let i = 0; i < count; i++) app.tracer.startSpan('work').end();
    },
  });
  const log = (/** @type {any} */ app) => ({
    run: (/** @type {number} */ count) => {
      for (let i = 0; i < count; i++) app.logger.emit({ body: 'work' });
    },
  });
  return interleave({ 'span.without': span(without), 'span.ledger': span(ledger), 'log.without': log(without), 'log.ledger': log(ledger) });
}

/** Writes and bytes of an active session, on virtual time. @param {any} sdk @param {{ index: any, otel: any, delivery: any }} built */
async function stored(sdk, built) {
  /** @type {Record<string, number>} */
  const figures = {};
  for (const hasLedger of [false, true]) {
    const clock = FakeTimers.install({ now: Date.now(), toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    try {
      const { store, written } = counting(built.index.createMemoryStore());
      const limits = { exporter };
      const app = openApp(sdk, built, {
        hasLedger,
        store,
        makeSpans: (to) => new sdk.BatchSpanProcessor({ ...limits, exporter: to }),
        makeLogs: (to) => new sdk.BatchLogRecordProcessor({ ...limits, exporter: to }),
      });
      app.sessions.notify('input');
      await clock.tickAsync(MINUTE_MS);
      const before = { ...written };
      for (let second = 0; second < MINUTES * 60; second++) {
        for (let i = 0; i < SPANS; i++) app.tracer.startSpan('work').end();
        for (let i = 0; i < LOGS; i++) app.logger.emit({ body: 'work' });
        app.sessions.notify('input');
        await clock.tickAsync(1_000);
      }
      for (const [name, value] of Object.entries(written))
        figures[`${hasLedger ? 'ledger' : 'without'}.${name}`] = (value - (before[name] ?? 0)) / MINUTES;
    } finally {
      clock.uninstall();
    }
  }
  return figures;
}

/** @param {any} inner */
function counting(inner) {
  /** @type {Record<string, number>} */
  const written = { writes: 0, bytes: 0 };
  const update = async (/** @type {string} */ slot, /** @type {(text: string | null) => string | null} */ next) =>
    inner.update(slot, (/** @type {string | null} */ text) => {
      const result = next(text);
      if (result !== text) {
        written.writes = (written.writes ?? 0) + 1;
        written.bytes = (written.bytes ?? 0) + Buffer.byteLength(result ?? '');
      }
      return result;
    });
  return { written, store: { ...inner, update } };
}

const WHAT = { span: 'span, start to end, with the ledger', log: 'log record, with the ledger' };

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const each = Object.entries(all).flatMap(([variant, list]) =>
    Object.entries(WHAT).map(([key, what]) => {
      const us = (/** @type {string} */ name) => (middle(list, `${key}.${name}`) / 1_000).toFixed(2);
      return rowOf({
        what: `${what}, ${variant.replace('x', '.x')}`,
        against: 'without',
        values: list.map((run) => (run[`${key}.ledger`] ?? 0) / (run[`${key}.without`] ?? 0)),
        note: `${us('ledger')} against ${us('without')} µs`,
      });
    }),
  );
  const runs = Object.values(all).flat();
  const store = /** @type {const} */ (['writes', 'bytes']).map((name) =>
    rowOf({
      what: `${name} to the store a minute, while there are ${SPANS} spans, ${LOGS} log records and an input a second, with the ledger`,
      against: 'without',
      values: runs.map((run) => (run[`ledger.${name}`] ?? 0) / (run[`without.${name}`] ?? 0)),
      note: `${Math.round(middle(runs, `ledger.${name}`))} against ${Math.round(middle(runs, `without.${name}`))}`,
    }),
  );
  return [...each, ...store];
}
