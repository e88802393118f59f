/** Records an SDK on the traces: installs it in its own folder, bundles it, runs it in `recorders/harness`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomNames, readRecording, toldTraces, traceNamed, writeRecording } from './recorded.ts';

const RECORDERS = fileURLToPath(new URL('./recorders/', import.meta.url));

/** @param {string} folder */
function install(folder) {
  if (existsSync(`${folder}node_modules`)) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}`);
}

/**
 * @param {string} sdk
 * @param {{ random: number, tabs: number, from: number, only: string | undefined }} wanted how many random traces in one tab and in two, and their
 *   first seed; or one trace
 */
export async function recordSubject(sdk, { random, tabs, from, only }) {
  install(RECORDERS);
  install(`${RECORDERS}${sdk}/`);
  const { bundle, record } = await import(`${RECORDERS}harness/record.mjs`);
  const script = await bundle(sdk);
  const recording = new Map(only === undefined ? [] : readRecording(sdk));
  const names = only === undefined ? [...toldTraces(), ...randomNames('random', random, from), ...randomNames('tabs', tabs, from)] : [only];
  for (const name of names) {
    const { sessions, errors } = await record(script, traceNamed(name));
    recording.set(name, sessions);
    if (only !== undefined) for (const error of errors) console.error(error);
  }
  writeRecording(sdk, recording);
  console.log(`recorded ${sdk} on ${names.length} traces`);
}
