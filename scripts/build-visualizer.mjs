/** Builds the visualizer into `dist/visualizer/`, after the package itself, since that build empties `dist`. */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from './entries.mjs';

const FOLDER = `${ROOT}visualizer`;
/** Licences of what is shipped with the page. */
const NOTICES = 'third-party.md';

/** @param {{ readonly quiet?: boolean, readonly outDir?: string }} [options] */
export async function buildVisualizer({ quiet = false, outDir = `${ROOT}dist/visualizer` } = {}) {
  await build({
    configFile: false,
    root: FOLDER,
    // Relative, so that it is served from any path, and from a file server without rules.
    base: './',
    logLevel: quiet ? 'warn' : 'info',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      license: { fileName: NOTICES },
      rolldownOptions: { checks: { pluginTimings: false }, input: ['index.html', 'demo.html'].map((page) => `${FOLDER}/${page}`) },
    },
  });
  // ELK's licence asks to say where its source is.
  await appendFile(
    `${outDir}/${NOTICES}`,
    '\nelk-worker.min.js is that of elkjs, unchanged. Its source: https://github.com/kieler/elkjs\n',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVisualizer({ quiet: process.argv.includes('--quiet') });
