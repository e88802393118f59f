/** Builds the visualizer into `dist/visualizer/`, after the package itself, since that build empties `dist`. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './entries.mjs';

const FOLDER = `${ROOT}visualizer`;

/** @param {{ readonly quiet?: boolean, readonly outDir?: string }} [options] */
export async function buildVisualizer({ quiet = false, outDir = `${ROOT}dist/visualizer` } = {}) {
  await build({
    configFile: false,
    root: FOLDER,
    // Relative, so that it is served from any path, and from a file server without rules.
    base: './',
    logLevel: quiet ? 'warn' : 'info',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: ['index.html', 'demo.html'].map((page) => `${FOLDER}/${page}`) },
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVisualizer({ quiet: process.argv.includes('--quiet') });
