/** The tests' page, bundled once per process, with the library from its sources and OpenTelemetry's SDK. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ensureLine } from '../../../scripts/otel-lines.mjs';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));
const SDK = fileURLToPath(new URL('../../otel-3x/sdk.mjs', import.meta.url));
const CLOCK = fileURLToPath(new URL('../../../node_modules/@sinonjs/fake-timers/src/fake-timers-src.js', import.meta.url));

/**
 * The page finds OpenTelemetry where the tests of that SDK line have it.
 *
 * @type {import('vite').Plugin}
 */
const besideSdk = {
  name: 'beside-the-sdk',
  enforce: 'pre',
  resolveId(source, importer) {
    return source.startsWith('@opentelemetry/') && importer?.startsWith(PAGE) ? this.resolve(source, SDK, { skipSelf: true }) : null;
  },
};

/** @type {Map<string, Promise<string>>} */
const bundles = new Map();

/** @typedef {'app' | 'clock' | 'react'} PageName */

/**
 * @param {PageName} name
 * @returns {Promise<string>} one classic script
 */
export function bundlePage(name) {
  const known = bundles.get(name) ?? bundle(name);
  bundles.set(name, known);
  return known;
}

/** @param {PageName} name */
async function bundle(name) {
  if (name === 'app') ensureLine('otel-3x');
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: PAGE,
    define: { 'process.env.NODE_ENV': '"production"', ...(name === 'clock' ? { global: 'globalThis' } : {}) },
    plugins: [besideSdk],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: name === 'clock' ? CLOCK : `${PAGE}${name}.mjs`, formats: ['iife'], name: name === 'clock' ? 'FakeTimers' : name },
      rollupOptions: { external: ['util', 'timers', 'timers/promises'], output: { globals: (id) => (id ? '({})' : '') } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error(`nothing was bundled for ${name}`);
  return chunk.code;
}
