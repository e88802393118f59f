/**
 * Runs the wire scenario as an application would: the built package beside the SDK of one line, in a process of its own.
 * `node scripts/wire-run.mjs otel-3x json http://127.0.0.1:4318`
 */
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runScenario } from '../test/otel/wire-scenario.mjs';
import { ROOT } from './entries.mjs';

const SELF = fileURLToPath(import.meta.url);

/**
 * @param {string} line
 * @param {string} format
 * @param {string} url base of an OTLP/HTTP endpoint
 * @returns {Promise<void>} rejects with what it printed if it fails
 */
export function runWire(line, format, url) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SELF, line, format, url], { cwd: ROOT });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(output))));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [line = '', format = '', url = ''] = process.argv.slice(2);
  const inLine = (/** @type {string} */ path) => import(pathToFileURL(`${ROOT}test/${line}/${path}`).href);
  const sessionchart = {
    main: await inLine('node_modules/sessionchart/dist/index.js'),
    otel: await inLine('node_modules/sessionchart/dist/otel.js'),
  };
  await runScenario(await inLine('sdk.mjs'), sessionchart, { format: format === 'json' ? 'json' : 'protobuf', url });
}
