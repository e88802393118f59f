/** What a start costs in Node: evaluating an entry, and from the call to the first id. Each run is a process that has evaluated nothing yet. */
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Start, in Node';
export const variants = ['ours', 'ours, lite', 'ours, api alone', 'ours, otel', 'web-common', 'faro', 'random'];
export const runs = 9;
export function prepare() {
  ensurePeers();
  ensureLine('otel-3x');
}

const built = (/** @type {string} */ name) => new URL(`../dist/${name}.js`, import.meta.url).href;
const peer = (/** @type {string} */ path) => new URL(path, import.meta.url).href;
const WEB_COMMON = peer('../test/otel-3x/node_modules/@opentelemetry/web-common/dist/index.mjs');
const FARO = peer('./peers/node_modules/@grafana/faro-web-sdk/dist/cjs/index.js');

/** @type {Readonly<Record<string, readonly [url: string, firstId: (entry: any) => unknown]>>} */
const CASES = {
  ours: [built('index'), firstOfOurs],
  'ours, lite': [built('lite'), firstOfOurs],
  'ours, api alone': [built('api'), () => null],
  'ours, otel': [built('otel'), () => null],
  'web-common': [
    WEB_COMMON,
    (entry) => {
      const sessionStore = { save: async () => {}, get: async () => null };
      const sessionIdGenerator = entry.createDefaultSessionIdGenerator();
      const manager = entry.createSessionManager({ sessionIdGenerator, sessionStore, maxDuration: 14_400, inactivityTimeout: 1_800 });
      return manager.getSessionId();
    },
  ],
  faro: [FARO, () => null],
  // What every id that cannot be guessed costs first in Node, which evaluates its WebCrypto at the first call.
  random: ['node:crypto', () => crypto.getRandomValues(new Uint8Array(16))],
};

/** @param {any} entry */
function firstOfOurs({ createSessionProvider }) {
  const sessions = createSessionProvider();
  sessions.notify('input');
  return sessions.getSessionId();
}

/** @param {string} variant */
export async function measure(variant) {
  const [url, firstId] = CASES[variant] ?? ['', () => null];
  const startMs = performance.now();
  const entry = await import(url);
  const loadedMs = performance.now();
  firstId(entry);
  return { load: loadedMs - startMs, id: performance.now() - loadedMs };
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const list = (/** @type {string} */ name) => all[name] ?? [];
  const ratio = (/** @type {string} */ name, /** @type {string} */ other, /** @type {string} */ figure) =>
    list(name).map((run, i) => (run[figure] ?? 0) / (list(other)[i]?.[figure] ?? 0));
  const note = (/** @type {string} */ name, /** @type {string} */ other, /** @type {string} */ figure) =>
    `${middle(list(name), figure).toFixed(1)} against ${middle(list(other), figure).toFixed(1)} ms`;
  const row = (/** @type {string} */ what, /** @type {string} */ name, /** @type {string} */ other, /** @type {string} */ figure) =>
    rowOf({
      what,
      against: other === 'faro' ? 'Grafana Faro web SDK' : '@opentelemetry/web-common',
      values: ratio(name, other, figure),
      note: note(name, other, figure),
    });
  return [
    row('evaluation, with xstate and rxjs', 'ours', 'web-common', 'load'),
    row('evaluation, with xstate and rxjs', 'ours', 'faro', 'load'),
    row('evaluation, on the stepper', 'ours, lite', 'web-common', 'load'),
    row('evaluation, on the stepper', 'ours, lite', 'faro', 'load'),
    row('evaluation of the api', 'ours, api alone', 'web-common', 'load'),
    row('evaluation of the processors', 'ours, otel', 'web-common', 'load'),
    row('from the call to the first id', 'ours', 'web-common', 'id'),
    row('from the call to the first id, on the stepper', 'ours, lite', 'web-common', 'id'),
    rowOf({
      what: 'of which the first `crypto.getRandomValues` of a process',
      against: 'from the call to the first id',
      values: ratio('random', 'ours', 'id'),
      note: note('random', 'ours', 'id'),
    }),
  ];
}
