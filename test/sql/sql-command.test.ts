import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { SqlPolicyError, sessionSql } from '../../src/sql/index.ts';
import { csvOf, type Row } from '../support/activity.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { connect, query } from './duckdb-sessions.ts';

async function run(...args: string[]) {
  const told = { code: 0, out: '', err: '' };
  const out = (text: string) => (told.out += text);
  const err = (text: string) => (told.err += text);
  async function* stdin() {}
  told.code = await main(['sql', ...args], { stdin: stdin(), out, err, isInteractive: false, columns: 100 });
  return told;
}

it('prints a query that DuckDB runs on a file', async () => {
  const folder = createTemporaryFolder();
  const file = join(folder.path, 'activity.csv');
  const minutes = [0, 10, 30, 50, 200];
  writeFileSync(file, csvOf(minutes.map((minute): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event: 'click' }))));
  const { code, out } = await run('--policy', 'default,inactivity=15m', '--table', `read_csv('${file}')`, '--event', 'event');
  expect(code).toBe(0);
  const sessions = await query(await connect(), out, 'default');
  expect(sessions.map(({ startTimeMs, events }) => [(startTimeMs - EPOCH_MS) / MINUTE_MS, events]).sort()).toEqual([
    [0, 2],
    [200, 1],
    [30, 1],
    [50, 1],
  ]);
  folder.remove();
});

it('refuses what rows cannot tell, naming the field', async () => {
  const { code, err } = await run('--policy', 'otel-web');
  expect([code, err.split('\n')[0]]).toEqual([
    2,
    'sql: otel-web: startOn: timer starts sessions when a timer of the app fires, and rows do not tell when',
  ]);
  const options = { dialect: 'spark', table: 't', columns: { user: 'u', time: 't' } } as const;
  const policy = { name: 'some', startOn: ['input'], extendOn: [], endAfter: {}, then: 'wait', scope: 'page' } as const;
  expect(() => sessionSql({ ...policy, sampling: { ratio: 0.5, by: 'random' } }, options)).toThrow(SqlPolicyError);
  expect(sessionSql({ ...policy, sampling: { ratio: 1, by: 'random' } }, options)).toContain('FROM t\n');
});

it('says which dialects there are', async () => {
  const { code, err } = await run('--dialect', 'oracle');
  expect([code, err.split('\n')[0]]).toEqual([2, '--dialect: expected one of duckdb, spark, came "oracle"']);
});
