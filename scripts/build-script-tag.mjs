/**
 * `dist/sessionchart.global.js`: `sessionchart/lite` and `sessionchart/web` as one script for a page without a bundler. It sets the global
 * `sessionchart`, imports nothing and compiles nothing at run time, so it runs under the strictest Content-Security-Policy.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './entries.mjs';

const BANNER = '/* sessionchart: sets the global sessionchart. Apache-2.0 */\n';

/** @param {{ readonly quiet?: boolean, readonly file?: string }} [options] */
export async function buildScriptTag({ quiet = false, file = `${ROOT}dist/sessionchart.global.js` } = {}) {
  const entry = `${ROOT}src/script-tag/index.ts`;
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    // The syntax of the package's other builds, see tsdown.config.ts.
    build: {
      write: false,
      minify: true,
      target: 'es2021',
      lib: { entry, name: 'sessionchart', formats: ['iife'], fileName: 'sessionchart' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error(`nothing was built from ${entry}`);
  const { code } = output.output[0];
  // A second copy on a page, by a tag manager, say, is the first one: of two, each with a state of its own, consent would reach one.
  const script = BANNER + code.replace(/^var sessionchart\s*=\s*/, 'var sessionchart=sessionchart||');
  if (!script.includes('sessionchart||')) throw new Error('the script does not begin with its global');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
  if (!quiet) console.log(`${file.replace(ROOT, '')} ${(script.length / 1_000).toFixed(1)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildScriptTag({ quiet: process.argv.includes('--quiet') });
