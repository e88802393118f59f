/** What a session id on a span or a log record costs: with our processor, with the official one, and with a constant in its place. */
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { dist } from './support/dist.mjs';
import { interleave, quantile } from './support/interleave.mjs';
import { rowOf } from './support/rows.mjs';

export const title = 'Stamping';
/** Whole spans and log records by one processor in a process of its own, so that each is compiled for itself; the call alone side by side. */
const CASES = ['none', 'constant', 'ours', 'official'];
const LINES = ['2x', '3x'];
export const variants = LINES.flatMap((line) => ['onStart', ...CASES].map((one) => `${line} ${one}`));
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

/** @param {string} line @returns {Promise<Record<'none' | 'constant' | 'ours' | 'official', { spans: any, logs: any }>>} */
async function processors(line) {
  const { createSessionProvider } = await dist('index');
  const { createSessionLogRecordProcessor, createSessionSpanProcessor } = await dist('otel');
  const official = await import(line === '2x' ? OFFICIAL['2x'] : OFFICIAL['3x']);
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
  const nothing = { onStart() {}, onEnd() {}, onEmit() {}, forceFlush: async () => {}, shutdown: async () => {} };
  const put = (/** @type {{ setAttribute(key: string, value: string): unknown }} */ record) =>
    record.setAttribute(SESSION_ID, 'a-constant');
  const constant = { ...nothing, onStart: put, onEmit: put };
  return {
    none: { spans: nothing, logs: nothing },
    constant: { spans: constant, logs: constant },
    ours: { spans: createSessionSpanProcessor(sessions), logs: createSessionLogRecordProcessor(sessions) },
    official: { spans: official.createSessionSpanProcessor(manager), logs: official.createSessionLogRecordProcessor(manager) },
  };
}

/** @param {string} variant */
export async function measure(variant) {
  const [line = '', name = ''] = variant.split(' ');
  const all = await processors(line);
  if (name === 'onStart') return onStartOf(all);
  const sdk = await import(`../test/otel-${line}/sdk.mjs`);
  const { spans, logs } = all[/** @type {keyof typeof all} */ (name)];
  return interleave({ span: again(spansWith(sdk, spans)), log: again(logsWith(sdk, logs)) });
}

/** The call alone, on one span that keeps nothing, so that each call finds it fresh. @param {Record<string, { spans: any }>} all */
function onStartOf(all) {
  const nowMs = Date.now();
  const span = {
    attributes: Object.freeze({}),
    startTime: [Math.floor(nowMs / 1_000), (nowMs % 1_000) * 1e6],
    last: '',
    setAttribute(/** @type {string} */ _key, /** @type {string} */ value) {
      this.last = value;
    },
  };
  const { constant, ours, official } = all;
  return interleave({
    constant: {
      run: (count) => {
        for (let i = 0; i < count; i++) constant?.spans.onStart(span);
      },
    },
    ours: {
      run: (count) => {
        for (let i = 0; i < count; i++) ours?.spans.onStart(span, null);
      },
    },
    official: {
      run: (count) => {
        for (let i = 0; i < count; i++) official?.spans.onStart(span, null);
      },
    },
  });
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

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  return LINES.flatMap((line) => {
    const together = all[`${line} onStart`] ?? [];
    const alone = (/** @type {string} */ key) => (/** @type {string} */ name) =>
      (all[`${line} ${name}`] ?? []).map((run) => run[key] ?? Number.NaN);
    return [
      costRow(`\`onStart\` on one fake span: cost over a constant attribute, ${line.replace('x', '.x')}`, CASES.slice(1), (name) =>
        together.map((run) => run[name] ?? Number.NaN),
      ),
      costRow(`span, start to end: cost over a constant attribute, ${line.replace('x', '.x')}`, CASES, (name) =>
        byRank(alone('span')(name)),
      ),
      costRow(`log record: cost over a constant attribute, ${line.replace('x', '.x')}`, CASES, (name) => byRank(alone('log')(name))),
    ];
  });
}

/** Processes that ran one after another share no moment: the fastest run of one stands beside the fastest of another. @param {readonly number[]} runs */
const byRank = (runs) => [...runs].sort((a, b) => a - b);

/** @param {string} what @param {readonly string[]} names @param {(name: string) => readonly number[]} runsOf nanoseconds, of each run */
function costRow(what, names, runsOf) {
  const [constant, ours, official] = [runsOf('constant'), runsOf('ours'), runsOf('official')];
  const over = (/** @type {readonly number[]} */ list, /** @type {number} */ i) => (list[i] ?? 0) - (constant[i] ?? 0);
  return rowOf({
    what,
    against: '@opentelemetry/web-common',
    values: constant.map((_, i) => over(ours, i) / over(official, i)),
    target: { atMost: 0.6 },
    note: `${names.map((name) => `${name} ${Math.round(quantile(runsOf(name), 0.5))}`).join(', ')} ns`,
  });
}
