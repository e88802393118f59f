/**
 * `npm run e2e:sql [FILE…]`: the printed queries on whole files, in DuckDB and, where Python 3 and Java are at hand, in Spark; every
 * policy's sessions are compared with the simulator's, one by one. Without a FILE: made-up activity, with lifecycle events in it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ensureInstalled } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';

ensureInstalled();
register('./typescript-hooks.mjs', import.meta.url);
const { sampleActivity, simulate } = await import('../src/tools/index.ts');
const { policies } = await import('../src/policies/index.ts');
const { sessionSql, SqlPolicyError } = await import('../src/sql/index.ts');

const PYSPARK = 'pyspark==4.3.0';
const COLUMNS = { user: 'user_id', time: 'timestamp_ms', event: 'event', order: 'row' };
const LIFECYCLE = ['foreground', 'background', 'load', 'unload', 'telemetry.traces', 'navigation'];

const folder = mkdtempSync(join(tmpdir(), 'sessionchart-sql-'));
const files = process.argv.slice(2).map((file) => resolve(file));
if (files.length === 0) files.push(join(folder, 'activity.csv'));
let failures = 0;
try {
  if (process.argv.length < 3) writeFileSync(/** @type {string} */ (files[0]), madeUp());
  for (const file of files) await compare(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

/** Activity of a week, every fifth row of which is something that happens to the app. */
function madeUp() {
  const [header, ...lines] = [...sampleActivity({ users: 60, days: 7, seed: 7 })].join('').trimEnd().split('\n');
  const told = lines.map((line, i) =>
    i % 5 ? line : `${line.slice(0, line.lastIndexOf(',') + 1)}${LIFECYCLE[(i / 5) % LIFECYCLE.length]}`,
  );
  return `${[header, ...told].join('\n')}\n`;
}

/** @param {string} file */
async function compare(file) {
  const numbered = join(folder, 'numbered.csv');
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(numbered, `${header},row\n${lines.map((line, i) => `${line},${i}\n`).join('')}`);
  const expected = await simulated(numbered);
  console.log(`${file}: ${lines.length} rows`);
  const kept = policies.filter((policy) => query(policy, 'duckdb') !== null);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE rows_given AS FROM read_csv('${numbered}', types = {'user_id': 'VARCHAR'})`);
  for (const policy of kept) {
    const answer = await connection.runAndReadAll(/** @type {string} */ (query(policy, 'duckdb')));
    judge('DuckDB', policy.name, answer.getRowsJson().map(String), expected);
  }
  const inSpark = runSpark(numbered, kept);
  for (const [name, rows] of Object.entries(inSpark ?? {})) judge('Spark', name, rows, expected);
  if (inSpark === null) console.log('Spark: left out, Python 3 or Java is not at hand');
}

/** @param {(typeof policies)[number]} policy @param {'duckdb' | 'spark'} dialect */
function query(policy, dialect) {
  try {
    return sessionSql(policy, { dialect, table: 'rows_given', columns: COLUMNS });
  } catch (error) {
    if (error instanceof SqlPolicyError) return null;
    throw error;
  }
}

/** @param {string} file @returns {Promise<Map<string, string[]>>} */
async function simulated(file) {
  /** @type {Map<string, string[]>} */
  const sessions = new Map(policies.map(({ name }) => [name, []]));
  const source = {
    name: file,
    reopens: true,
    open: async function* () {
      yield new Uint8Array(readFileSync(file));
    },
  };
  await simulate([source], {
    policies,
    columns: { user: 'user_id', time: 'timestamp_ms', event: 'event' },
    onSession: (s) =>
      sessions.get(s.policy)?.push([s.user, s.ordinal, s.startTimeMs, s.endTimeMs, s.startReason, s.endReason, s.events].join()),
  });
  return sessions;
}

/** @param {string} engine @param {string} policy @param {readonly string[]} came @param {ReadonlyMap<string, string[]>} expected */
function judge(engine, policy, came, expected) {
  const wanted = [...(expected.get(policy) ?? [])].sort();
  const found = [...came].sort();
  const at = wanted.findIndex((session, i) => session !== found[i]);
  if (at < 0 && wanted.length > 0 && wanted.length === found.length)
    return console.log(`ok     ${engine} ${policy}: ${wanted.length} sessions`);
  failures++;
  console.log(`FAILED ${engine} ${policy}: ${wanted.length} sessions simulated, ${found.length} came; ${wanted[at]} against ${found[at]}`);
}

/** @param {string} file @param {readonly (typeof policies)[number][]} kept @returns {Record<string, string[]> | null} */
function runSpark(file, kept) {
  if (spawnSync('java', ['-version']).status !== 0 || spawnSync('python3', ['--version']).status !== 0) return null;
  const environment = join(ROOT, 'node_modules/.cache/sessionchart-spark');
  const python = join(environment, 'bin/python');
  if (!existsSync(python)) {
    mkdirSync(environment, { recursive: true });
    spawnSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
    const { status } = spawnSync(python, ['-m', 'pip', 'install', '--quiet', PYSPARK], { stdio: 'inherit' });
    if (status !== 0) rmSync(environment, { recursive: true, force: true });
    if (status !== 0) return null;
  }
  const queries = Object.fromEntries(kept.map((policy) => [policy.name, query(policy, 'spark')]));
  writeFileSync(join(folder, 'queries.json'), JSON.stringify({ file, queries }));
  const { status, stdout, stderr } = spawnSync(python, [join(ROOT, 'scripts/e2e-sql.py'), join(folder, 'queries.json')], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`Spark: ${stderr.slice(-4_000)}`);
  return JSON.parse(stdout);
}
