/** `sessionchart simulate` on ten million rows of CSV, end to end, against DuckDB that only cuts them by a gap. Processes from start to end. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ROOT } from '../scripts/entries.mjs';
import { writeActivity } from './support/activity.mjs';
import { middle, rowOf } from './support/rows.mjs';

const ROWS = Number(process.env.BENCH_ROWS ?? 1e7);
const FILE = join(ROOT, 'node_modules/.cache', `activity-${ROWS}.csv`);
const TELL_MEMORY = "data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))";
/** Sessions, and the quantiles of their durations: what the table of `simulate` says. */
const GAP_SQL = `
  WITH gaps AS (SELECT user_id, timestamp_ms AS t, t - lag(t) OVER (PARTITION BY user_id ORDER BY t) AS gap FROM read_csv('${FILE}')),
  cuts AS (SELECT user_id, t, sum(CASE WHEN gap < 1800000 THEN 0 ELSE 1 END) OVER (PARTITION BY user_id ORDER BY t ROWS UNBOUNDED PRECEDING) AS n FROM gaps),
  sessions AS (SELECT max(t) - min(t) AS ms FROM cuts GROUP BY user_id, n)
  SELECT count(*), median(ms), quantile_disc(ms, 0.95), max(ms) FROM sessions`;

export const title = 'Ten million rows of CSV, end to end';
export const variants = [
  'simulate, 1 core',
  'simulate, 2 cores',
  'DuckDB, 1 thread',
  'DuckDB, 2 threads',
  'simulate twice at once, 1 core each',
];
export const runs = 3;
export function prepare() {
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
  if (!existsSync(FILE)) writeActivity(FILE, ROWS);
}

/** @param {string} variant */
export async function measure(variant) {
  const cores = /\d/.exec(variant)?.[0] ?? '1';
  if (variant.startsWith('DuckDB')) return { ms: await duckdb(cores) };
  const startMs = performance.now();
  const megabytes = await Promise.all(Array.from({ length: variant.includes('twice') ? 2 : 1 }, () => simulate(cores)));
  return { ms: performance.now() - startMs, megabytes: Math.max(...megabytes) };
}

/** @param {string} cores @returns {Promise<number>} megabytes at the peak */
function simulate(cores) {
  const args = ['--import', TELL_MEMORY, join(ROOT, 'dist/cli.js'), 'simulate', FILE, '--policy', 'inactivity=30m', '--workers', cores];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    told += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Number(told.trim().split('\n').at(-1)) / 1_024);
      else reject(new Error(told));
    });
  });
}

/** @param {string} threads */
async function duckdb(threads) {
  const startMs = performance.now();
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  await connection.runAndReadAll(GAP_SQL);
  return performance.now() - startMs;
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const list = (/** @type {string} */ name) => all[name] ?? [];
  const ratio = (/** @type {string} */ a, /** @type {string} */ b) => list(a).map((run, i) => (run.ms ?? 0) / (list(b)[i]?.ms ?? 0));
  const note = (/** @type {string} */ a, /** @type {string} */ b) =>
    `${(middle(list(a), 'ms') / 1e3).toFixed(1)} against ${(middle(list(b), 'ms') / 1e3).toFixed(1)} s`;
  const [ours1 = '', ours2 = '', duck1 = '', duck2 = '', twice = ''] = variants;
  return [
    rowOf({ what: ours1, against: duck1, values: ratio(ours1, duck1), target: { atMost: 2 }, note: note(ours1, duck1) }),
    rowOf({ what: ours2, against: duck2, values: ratio(ours2, duck2), target: { atMost: 2 }, note: note(ours2, duck2) }),
    rowOf({ what: ours1, against: ours2, values: ratio(ours1, ours2), target: { atLeast: 1.7 }, note: note(ours1, ours2) }),
    rowOf({
      what: 'two such processes at once, the most that two cores can do',
      against: 'one after the other',
      values: ratio(ours1, twice).map((once) => 2 * once),
      note: note(ours1, twice),
    }),
    ...[ours1, ours2].map((name) =>
      rowOf({
        what: name.replace('simulate', 'memory at its peak'),
        against: 'the process',
        values: list(name).map((run) => run.megabytes ?? 0),
        unit: 'MB',
      }),
    ),
  ];
}
