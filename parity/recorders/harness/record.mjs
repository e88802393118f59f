/** Bundles an SDK, unchanged, for a page, and records what its sessions are on traces. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Browser } from './browser.mjs';

const RECORDERS = fileURLToPath(new URL('../', import.meta.url));

/** @returns the SDK and its recorder as one script */
export async function bundle(sdk) {
  const folder = `${RECORDERS}${sdk}/`;
  if (!existsSync(`${folder}node_modules`)) throw new Error(`${sdk}: run npm ci in parity/recorders/${sdk} first`);
  const { outputFiles } = await build({
    entryPoints: [`${folder}sdk.mjs`],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  });
  return outputFiles[0].text;
}

/** @returns sessions by number, in order of appearance, `null` for none; and what the SDK threw into the page. */
export async function record(script, trace, options) {
  const browser = new Browser(script, options);
  const ids = await browser.play(trace);
  const numbers = new Map();
  const sessions = ids.map((id) => {
    if (id === null) return null;
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return numbers.get(id);
  });
  return { sessions, errors: browser.errors };
}
