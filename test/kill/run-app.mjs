/** Starts the app in processes of its own, which never outlive this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

const APP = fileURLToPath(new URL('./node-app.mjs', import.meta.url));
const SDK = fileURLToPath(new URL('../otel-3x/sdk.mjs', import.meta.url));

/**
 * @typedef {{
 *   pid: number, up: Promise<unknown>, gone: Promise<{ code: number | null, signal: string | null, errors: string }>,
 *   tell(line: 'exit' | 'shutdown'): void, kill(): void,
 * }} Running
 */

/** Builds the app with the library from its sources, as Node 20 runs no TypeScript. */
export async function buildApp() {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-kill-app-'));
  await build({
    config: false,
    entry: [APP],
    outDir: folder,
    format: 'esm',
    platform: 'node',
    deps: { alwaysBundle: [/./], neverBundle: [/^node:/] },
    alias: { sdk: SDK },
    dts: false,
    logLevel: 'silent',
  });
  const program = join(folder, 'node-app.mjs');
  return {
    /** @param {object} options what the app is told @returns {Running} */
    start: (options) => start(program, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** @param {string} program @param {object} options @returns {Running} */
function start(program, options) {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.add(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  // It may be gone before it is told.
  child.stdin.on('error', () => {});
  const gone = once(child, 'close').then(([code, signal]) => {
    children.delete(child);
    return { code, signal, errors };
  });
  return {
    pid: child.pid ?? 0,
    up: Promise.race([once(child.stdout, 'data'), gone]),
    gone,
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: () => void child.kill('SIGKILL'),
  };
}
