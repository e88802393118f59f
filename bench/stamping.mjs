/** What a session id on a span or a log record costs: with our processor, with the official one, and with a constant in its place. */
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { dist } from './support/dist.mjs';
import { interleave } from './support/interleave.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Stamping';
export const variants = ['2x', '3x'];
export const runs = 7;
export const flags = ['--max-semi-space-size=64'];
export function prepare() {
  ensurePeers();
  ensureLine('otel-2x');
  ensureLine('otel-3x');
}

const SESSION_ID = 'session.id';
/** The session manager of each line, and what the sessions of both last. */
const OFFICIAL = {
  '2x': './peers/node_modules/@opentelemetry/web-common/build/src/index.js',
  '3x': '../test/otel-3x/node_modules/@opentelemetry/web-common/dist/index.mjs',
};
const LIMITS_S = { maxDuration: 14_400, inactivityTimeout: 1_800 };

/** @param {string} variant */
async function processors(variant) {
  const { createSessionProvider } = await dist('index');
  const { createSessionLogRecordProcessor, createSessionSpanProcessor } = await dist('otel');
  const official = await import(variant === '2x' ? OFFICIAL['2x'] : OFFICIAL['3x']);
  const sessions = createSessionProvider();
  sessions.notify('input');
  const manager = official.createSessionManager({
    sessionIdGenerator: official.createDefaultSessionIdGenerator(),
    sessionStore: { save: async () => {}, get: async () => null },
    ...LIMITS_S,
  });
  await manager.start();
  // The first id is final by then, and stored.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const nothing = { forceFlush: async () => {}, shutdown: async () => {} };
  const put = (/** @type {{ setAttribute(key: string, value: string): unknown }} */ record) =>
    record.setAttribute(SESSION_ID, 'a-constant');
  return {
    spans: {
      none: { ...nothing, onStart() {}, onEnd() {} },
      constant: { ...nothing, onStart: put, onEnd() {} },
      ours: createSessionSpanProcessor(sessions),
      official: official.createSessionSpanProcessor(manager),
    },
    logs: {
      none: { ...nothing, onEmit() {} },
      constant: { ...nothing, onEmit: put },
      ours: createSessionLogRecordProcessor(sessions),
      official: official.createSessionLogRecordProcessor(manager),
    },
  };
}

/** @param {string} variant */
export async function measure(variant) {
  const sdk = await import(`../test/otel-${variant}/sdk.mjs`);
  const { spans, logs } = await processors(variant);
  return { ...onStartOf(spans), ...whole('span', spans, (one) => spansWith(sdk, one)), ...whole('log', logs, (one) => logsWith(sdk, one)) };
}

/** The call alone, on one span that keeps nothing, so that each call finds it fresh. @param {Record<string, any>} spans */
function onStartOf(spans) {
  const nowMs = Date.now();
  const span = {
    attributes: Object.freeze({}),
    startTime: [Math.floor(nowMs / 1_000), (nowMs % 1_000) * 1e6],
    last: '',
    setAttribute(/** @type {string} */ _key, /** @type {string} */ value) {
      this.last = value;
    },
  };
  const { constant, ours, official } = spans;
  const ns = interleave({
    constant: {
      run: (count) => {
        for (let i = 0; i < count; i++) constant.onStart(span);
      },
    },
    ours: {
      run: (count) => {
        for (let i = 0; i < count; i++) ours.onStart(span, null);
      },
    },
    official: {
      run: (count) => {
        for (let i = 0; i < count; i++) official.onStart(span, null);
      },
    },
  });
  return prefixed('onStart', ns);
}

/** @param {string} what @param {Record<string, any>} all @param {(one: any) => () => void} make */
function whole(what, all, make) {
  const cases = Object.entries(all).map(([name, one]) => {
    const once = make(one);
    return [
      name,
      {
        run: (/** @type {number} */ count) => {
          for (let i = 0; i < count; i++) once();
        },
      },
    ];
  });
  return prefixed(what, interleave(Object.fromEntries(cases)));
}

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

/** @param {string} what @param {Record<string, number>} ns */
const prefixed = (what, ns) => Object.fromEntries(Object.entries(ns).map(([name, value]) => [`${what}.${name}`, value]));

const WHAT = { onStart: '`onStart` on one fake span', span: 'span, start to end', log: 'log record' };

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  return Object.entries(all).flatMap(([variant, list]) =>
    Object.entries(WHAT).map(([key, what]) => {
      const over = (/** @type {Record<string, number>} */ run, /** @type {string} */ name) =>
        (run[`${key}.${name}`] ?? 0) - (run[`${key}.constant`] ?? 0);
      const names = key === 'onStart' ? ['constant', 'ours', 'official'] : ['none', 'constant', 'ours', 'official'];
      return rowOf({
        what: `${what}: cost over a constant attribute, ${variant.replace('x', '.x')}`,
        against: '@opentelemetry/web-common',
        values: list.map((run) => over(run, 'ours') / over(run, 'official')),
        target: { atMost: 0.6 },
        note: `${names.map((name) => `${name} ${Math.round(middle(list, `${key}.${name}`))}`).join(', ')} ns`,
      });
    }),
  );
}
