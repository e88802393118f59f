/**
 * `npm run check`: every check but the tests, all of them even if one fails; prints what failed. With arguments, only the checks whose
 * name contains one of them: `npm run check -- types`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ensureInstalled } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';

/** @typedef {readonly [name: string, ...command: string[]]} Check */

/** @param {string} file */
const node = (file) => ['node', file];
const FOLDERS = ['machines', 'src', 'visualizer'].filter((folder) => existsSync(`${ROOT}${folder}`));

/** @type {readonly Check[]} */
const OF_SOURCES = [
  ['format and lint', 'biome', 'check', '--error-on-warnings'],
  ['types', ...node('node_modules/typescript/bin/tsc')],
  ['types, TypeScript 6.0', ...node('node_modules/ts6/bin/tsc'), '-p', 'tsconfig.sources.json'],
  ['types, TypeScript 7.0', ...node('node_modules/ts7/bin/tsc'), '-p', 'tsconfig.sources.json'],
  ['types of the visualizer', ...node('node_modules/typescript/bin/tsc'), '-p', 'visualizer/tsconfig.json'],
  ['dependency direction', 'depcruise', '--config', '.dependency-cruiser.mjs', ...FOLDERS],
  ['unused code', 'knip', '--no-config-hints'],
  ['hot path', ...node('scripts/hot-path.mjs')],
  ...generated('schemas', 'scripts/schemas.mjs'),
  ...generated('semantic conventions', 'scripts/generate-semconv.mjs'),
  ...generated('diagrams', 'scripts/diagrams.mjs'),
  ...generated('policies page', 'scripts/generate-policies.mjs'),
  ...generated('table of what is stored', 'scripts/generate-stored.mjs'),
  ...generated('recipes', 'scripts/generate-recipes.mjs'),
  ...generated('conformance kit', 'scripts/generate-conformance.mjs'),
  ...generated('chart layout', 'scripts/layout-chart.mjs'),
];

/** @type {Check} */
const BUILD = ['build', ...node('scripts/build.mjs'), '--if-stale'];

/** @type {readonly Check[]} */
const OF_PACKAGE = [
  ['exports', ...node('scripts/entries.mjs')],
  ['publint', 'publint', 'run', '--strict'],
  ['types as published', 'attw', '--pack', '.', '--profile', 'esm-only'],
  ...generated('API report', 'scripts/api-report.mjs'),
  ['documentation', ...node('scripts/build-docs.mjs')],
  ['size', 'size-limit'],
];

ensureInstalled();
const failed = await runAll(OF_SOURCES.filter(isWanted));
const ofPackage = OF_PACKAGE.filter(isWanted);
if (ofPackage.length > 0) failed.push(...(await runAll([BUILD])));
if (!failed.includes('build')) failed.push(...(await runAll(ofPackage)));
if (failed.length > 0) console.error(`failed: ${failed.join(' · ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/**
 * A generated file's check, once its script exists: with `--check` the script compares instead of writing.
 *
 * @param {string} name
 * @param {string} script
 * @returns {Check[]}
 */
function generated(name, script) {
  return existsSync(`${ROOT}${script}`) ? [[name, ...node(script), '--check']] : [];
}

/** @param {Check} check */
function isWanted([name]) {
  const parts = process.argv.slice(2);
  return parts.length === 0 || parts.some((part) => name.includes(part));
}

/**
 * @param {readonly Check[]} checks
 * @returns {Promise<string[]>} the names of those that failed
 */
async function runAll(checks) {
  const queue = [...checks];
  /** @type {string[]} */
  const failures = [];
  const worker = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) if (!(await run(check))) failures.push(check[0]);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  return failures;
}

/**
 * @param {Check} check
 * @returns {Promise<boolean>} whether it passed
 */
function run([name, command = '', ...args]) {
  const startedMs = performance.now();
  const file = command === 'node' ? process.execPath : `${ROOT}node_modules/.bin/${command}`;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: ROOT });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
      if (code !== 0) console.log(output.trimEnd());
      resolve(code === 0);
    });
  });
}
