/**
 * What a start costs in Chromium: compiling and running each entry's script, and from the call to the first id. Each time on a
 * page of its own that has stored and compiled nothing yet. Without a Chromium there are no rows.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { ROOT } from '../scripts/entries.mjs';
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { launchChromium } from '../test/browsers/support/chromium.mjs';
import { bundle } from './support/bundle.mjs';
import { quantile } from './support/interleave.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Start, in Chromium';
export const variants = ['all'];
export const runs = 5;
const ROUNDS = 15;
export function prepare() {
  ensurePeers();
  ensureLine('otel-3x');
}

const built = (/** @type {string} */ name) => join(ROOT, 'dist', `${name}.js`);
const FARO = join(ROOT, 'bench/peers/node_modules/@grafana/faro-web-sdk');
const WEB_COMMON = join(ROOT, 'test/otel-3x/node_modules/@opentelemetry/web-common/dist/index.mjs');
const provider = (/** @type {string} */ name) =>
  `export { createSessionProvider } from '${built(name)}'; export { webPlatform } from '${built('web')}'`;
const FIRST_ID = 'entry.createSessionProvider({ platform: entry.webPlatform() }).getSessionId()';

/** What a page imports, and how it comes to its first id there. @type {Readonly<Record<string, readonly [source: string, firstId: string]>>} */
const ENTRIES = {
  ours: [provider('index'), FIRST_ID],
  lite: [provider('lite'), FIRST_ID],
  api: [`export * from '${built('api')}'`, 'null'],
  otel: [`export * from '${built('otel')}'`, 'null'],
  'web-common': [
    `export * from '${WEB_COMMON}'`,
    `entry.createSessionManager({
      sessionIdGenerator: entry.createDefaultSessionIdGenerator(),
      sessionStore: entry.createLocalStorageSessionStore(),
      maxDuration: 14_400,
      inactivityTimeout: 1_800,
    }).getSessionId()`,
  ],
  // The session and nothing else of it.
  faro: [
    `export { initializeFaro, SessionInstrumentation } from '${FARO}'`,
    `entry.initializeFaro({
      url: '/collect',
      app: { name: 'bench' },
      instrumentations: [new entry.SessionInstrumentation()],
    }).api.getSession().id`,
  ],
};

/** Milliseconds of each entry, medians of the rounds: `<entry> load` and `<entry> id`. @returns {Promise<Record<string, number>>} */
export async function measure() {
  const chromium = await launchChromium();
  if (chromium === null) return {};
  const cases = Object.entries(ENTRIES).map(([name, [source, firstId]]) => ({ name, firstId, source }));
  /** @type {Map<string, number[]>} */
  const times = new Map();
  const server = await serveIsolated();
  for (const one of cases) Object.assign(one, { source: await bundle(one.source) });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, source, firstId } of cases) {
      const { loadMs, idMs } = await startOnce(chromium.browser, server.url, source, firstId);
      times.set(`${name} load`, [...(times.get(`${name} load`) ?? []), loadMs]);
      times.set(`${name} id`, [...(times.get(`${name} id`) ?? []), idMs]);
    }
  }
  await chromium.close();
  await server.close();
  return Object.fromEntries([...times].map(([name, values]) => [name, quantile(values, 0.5)]));
}

/** @param {import('puppeteer-core').Browser} browser @param {string} url @param {string} source @param {string} firstId */
async function startOnce(browser, url, source, firstId) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(url);
  const found = await page.evaluate(
    (script, expression) => {
      const run = (/** @type {string} */ text) => {
        const element = document.createElement('script');
        element.textContent = text;
        const startMs = performance.now();
        document.head.append(element);
        return performance.now() - startMs;
      };
      const loadMs = run(script);
      return { loadMs, idMs: run(`window.id = ${expression}`), id: String(Reflect.get(window, 'id')) };
    },
    source,
    firstId,
  );
  await context.close();
  if (firstId !== 'null' && found.id.length < 8) throw new Error(`expected an id, came ${found.id}`);
  return found;
}

/** A page whose clock tells microseconds, as browsers grant to pages that are isolated from others. */
async function serveIsolated() {
  const headers = {
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };
  const server = createServer((_, response) => void response.writeHead(200, headers).end('<!doctype html><title>page</title>'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows({ all = [] }) {
  const measured = all.filter((run) => Object.keys(run).length > 0);
  if (measured.length === 0) return [];
  const row = (
    /** @type {string} */ what,
    /** @type {string} */ name,
    /** @type {string} */ other,
    /** @type {'load' | 'id'} */ figure,
  ) => {
    const [own, peer] = [`${name} ${figure}`, `${other} ${figure}`];
    return rowOf({
      what,
      against: other === 'faro' ? 'Grafana Faro web SDK' : '@opentelemetry/web-common',
      values: measured.map((run) => (run[own] ?? 0) / (run[peer] ?? 0)),
      note: `${middle(measured, own).toFixed(1)} against ${middle(measured, peer).toFixed(1)} ms`,
    });
  };
  return [
    row('evaluation, with xstate and rxjs', 'ours', 'web-common', 'load'),
    row('evaluation, with xstate and rxjs', 'ours', 'faro', 'load'),
    row('evaluation, on the stepper', 'lite', 'web-common', 'load'),
    row('evaluation, on the stepper', 'lite', 'faro', 'load'),
    row('evaluation of the api', 'api', 'web-common', 'load'),
    row('evaluation of the processors', 'otel', 'web-common', 'load'),
    row('from the call to the first id', 'ours', 'web-common', 'id'),
    row('from the call to the first id', 'ours', 'faro', 'id'),
    row('from the call to the first id, on the stepper', 'lite', 'web-common', 'id'),
    row('from the call to the first id, on the stepper', 'lite', 'faro', 'id'),
  ];
}
