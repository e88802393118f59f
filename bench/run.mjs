/**
 * `npm run bench`: every figure as a ratio to a peer or to a physical limit, measured side by side. Each run of a suite is a fresh
 * process, and the runs of all its variants take turns; printed are the medians and the spread. With names, only those suites:
 * `npm run bench -- stamping`. A whole table goes to bench/results.json and docs/performance.md; a suite alone takes its old rows' place.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled } from '../scripts/bootstrap.mjs';
import { ROOT } from '../scripts/entries.mjs';
import { performancePage } from './support/page.mjs';
import { tableOf } from './support/rows.mjs';

const SUITES = ['stamping', 'reading', 'ledger', 'simulation', 'csv', 'start', 'evaluation', 'size', 'web'];
const RESULTS = `${ROOT}bench/results.json`;
const SELF = fileURLToPath(import.meta.url);

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {readonly string[]} variants
 * @property {number} runs of each variant
 * @property {readonly string[]} [flags] for node
 * @property {() => void} [prepare]
 * @property {(variant: string) => Promise<Record<string, number>>} measure one run, in a process of its own
 * @property {(runs: Readonly<Record<string, readonly Record<string, number>[]>>) => import('./support/rows.mjs').Row[]} rows
 */

const [flag, name = '', variant = ''] = process.argv.slice(2);
if (flag === '--measure') {
  const suite = await suiteNamed(name);
  process.stdout.write(`\n${JSON.stringify(await suite.measure(variant))}\n`, () => process.exit(0));
} else {
  ensureInstalled();
  ensureBuilt();
  const wanted = process.argv.slice(2);
  const results = readResults();
  for (const suite of SUITES.filter((one) => wanted.length === 0 || wanted.includes(one))) results.suites[suite] = await runSuite(suite);
  results.machine = machine();
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${ROOT}docs/performance.md`, performancePage(results));
}

/** @param {string} suite @returns {Promise<Suite>} */
async function suiteNamed(suite) {
  return import(`./${suite}.mjs`);
}

/** @param {string} which */
async function runSuite(which) {
  const suite = await suiteNamed(which);
  suite.prepare?.();
  /** @type {Record<string, Record<string, number>[]>} */
  const runs = Object.fromEntries(suite.variants.map((one) => [one, []]));
  for (let run = 0; run < suite.runs; run++) {
    for (const one of suite.variants) runs[one]?.push(measured(which, one, suite.flags ?? []));
  }
  const group = { title: suite.title, runs: suite.runs, rows: suite.rows(runs) };
  console.log(`${tableOf([group])}\n`);
  return group;
}

/** @param {string} suite @param {string} one @param {readonly string[]} flags @returns {Record<string, number>} */
function measured(suite, one, flags) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, SELF, '--measure', suite, one], {
    encoding: 'utf8',
    cwd: ROOT,
  });
  if (status !== 0) throw new Error(`${suite} ${one}: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** @returns {import('./support/page.mjs').Results} */
function readResults() {
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : { machine: '', suites: {} };
}

function machine() {
  return `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${process.platform} ${process.arch}`;
}
