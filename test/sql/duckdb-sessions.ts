import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SessionPolicy } from '../../machines/policy.ts';
import { type SessionSqlOptions, sessionSql } from '../../src/sql/index.ts';
import type { SimulatedSession } from '../../src/tools/index.ts';
import type { Row } from '../support/activity.ts';

const COLUMNS = { user: 'user_id', time: 'timestamp_ms', event: 'event', order: 'row' };

export async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return instance.connect();
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** What DuckDB makes of the rows by the printed query. */
export async function sessionsInDuckdb(
  connection: DuckDBConnection,
  rows: readonly Row[],
  { policy, ...options }: { policy: SessionPolicy } & Partial<SessionSqlOptions>,
): Promise<SimulatedSession[]> {
  const values = rows.map(({ user, atMs, event }, i) => `(${text(user)}, ${atMs}, ${text(event)}, ${i})`);
  await connection.run(`CREATE OR REPLACE TABLE events (user_id VARCHAR, timestamp_ms BIGINT, event VARCHAR, row INTEGER)`);
  await connection.run(`INSERT INTO events VALUES ${values.join(', ')}`);
  return query(connection, sessionSql(policy, { dialect: 'duckdb', table: 'events', columns: COLUMNS, ...options }), policy.name);
}

/** Runs a printed query. */
export async function query(connection: DuckDBConnection, sql: string, policy: string): Promise<SimulatedSession[]> {
  const answer = await connection.runAndReadAll(sql);
  return answer.getRowsJson().map(
    ([user, ordinal, startTimeMs, endTimeMs, startReason, endReason, events]) =>
      ({
        policy,
        user: String(user),
        ordinal: Number(ordinal),
        startTimeMs: Number(startTimeMs),
        endTimeMs: Number(endTimeMs),
        startReason,
        endReason,
        events: Number(events),
      }) as SimulatedSession,
  );
}
