/** What a page loads, minified and gzipped by the same bundler. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { bundle } from './support/bundle.mjs';
import { rowOf } from './support/rows.mjs';

export const title = 'Size, minified and gzipped';
export const variants = ['all'];
export const runs = 1;
export function prepare() {
  ensurePeers();
  ensureLine('otel-3x');
}

const HERE = dirname(fileURLToPath(import.meta.url));
const built = (/** @type {string} */ name) => join(HERE, '../dist', `${name}.js`);
const machine = (/** @type {string} */ name) => join(HERE, '../machines', `${name}.ts`);
/** Source to bundle, and what is left out of it. @type {Readonly<Record<string, readonly [source: string, external: string[]]>>} */
const ENTRIES = {
  api: [`export * from '${built('api')}'`, []],
  'web, without xstate and rxjs': [
    `export { createSessionProvider } from '${built('index')}'; export { webPlatform } from '${built('web')}'`,
    ['xstate', 'rxjs'],
  ],
  'web, with everything': [`export { createSessionProvider } from '${built('index')}'; export { webPlatform } from '${built('web')}'`, []],
  'lite, all in': [`export { createSessionProvider } from '${built('lite')}'; export { webPlatform } from '${built('web')}'`, []],
  chart: [`export * from '${machine('start-steps')}'; export * from '${machine('pulse')}'; export * from '${machine('reconcile')}'`, []],
  checks: [`export * from '${machine('parse-policy')}'; export * from '${machine('parse-record')}'`, []],
  platform: [`export * from '${built('web')}'`, []],
  faro: [`export { initializeFaro, getWebInstrumentations } from '${join(HERE, 'peers/node_modules/@grafana/faro-web-sdk')}'`, []],
  'web-common': [`export * from '${join(HERE, '../test/otel-3x/node_modules/@opentelemetry/web-common/dist/index.mjs')}'`, []],
};

export async function measure() {
  /** @type {Record<string, number>} */
  const kilobytes = {};
  for (const [name, [source, external]] of Object.entries(ENTRIES))
    kilobytes[name] = gzipSync(await bundle(source, external)).length / 1_000;
  return kilobytes;
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows({ all = [] }) {
  const [run = {}] = all;
  const limits = /** @type {Record<string, number>} */ ({
    api: 0.6,
    'web, without xstate and rxjs': 8,
    'web, with everything': 27,
    'lite, all in': 10,
  });
  const ours = Object.entries(limits).map(([name, atMost]) =>
    rowOf({ what: name, against: 'its limit', values: [run[name] ?? 0], unit: 'kB', target: { atMost } }),
  );
  const others = [
    ['chart', 'of which the chart, its rules, and what runs them'],
    ['checks', 'of which the checks of policies and stored records'],
    ['platform', 'of which platform and stores of a page'],
    ['faro', 'Grafana Faro web SDK'],
    ['web-common', '@opentelemetry/web-common, session and all'],
  ].map(([name = '', what = '']) => rowOf({ what, against: 'the same bundler', values: [run[name] ?? 0], unit: 'kB' }));
  return [...ours, ...others];
}
