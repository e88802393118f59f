/** One script of what a page would load, minified by the bundler that most apps use. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../scripts/entries.mjs';

/**
 * @param {string} source what the page imports
 * @param {readonly string[]} [external] what is left out
 * @returns {Promise<string>} a script whose exports are the global `entry`
 */
export async function bundle(source, external = []) {
  const folder = join(ROOT, 'node_modules/.cache/sessionchart-bundle');
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, source);
  const output = await build({
    logLevel: 'silent',
    configFile: false,
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['iife'], name: 'entry', fileName: 'entry' },
      rollupOptions: { external: [...external] },
    },
  });
  const [{ output: chunks }] = /** @type {[{ output: { code?: string }[] }]} */ (/** @type {unknown} */ ([output].flat()));
  return chunks.map(({ code }) => code ?? '').join('');
}
