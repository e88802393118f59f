import type { SessionPolicy } from '../../machines/policy.ts';
import type { Reading } from '../tools/event-readings.ts';
import { alwaysOpen } from './always-open.ts';
import { block, type Dialect, type Fields, indent, type SqlDialect, type SqlTimeUnit } from './dialect.ts';
import { duckdb } from './duckdb.ts';
import { foldSql } from './fold-sql.ts';
import { readingSql, rowEffects } from './row-effects.ts';
import { carried, cuttingGapMs } from './segments-sql.ts';
import { SESSION_COLUMNS, stateShape } from './session-state.ts';
import { spark } from './spark.ts';

export interface SessionSqlOptions {
  readonly dialect: SqlDialect;
  /** Taken as it is, so that it may be a file or a query in brackets too. */
  readonly table: string;
  readonly columns: {
    readonly user: string;
    readonly time: string;
    /** Without it every row is activity. */
    readonly event?: string | undefined;
    /** Orders rows of one user and instant. Without it the engine does, as it likes. */
    readonly order?: string | undefined;
  };
  /** Default `ms`. */
  readonly timeUnit?: SqlTimeUnit | undefined;
  /** What events are taken as, by name; `*` for all others. See `readingOf`. */
  readonly readings?: ReadonlyMap<string, Reading> | undefined;
}

/** A policy that a query over rows cannot keep; the message names the field and says why. */
export class SqlPolicyError extends Error {
  override readonly name = 'SqlPolicyError';
}

const DIALECTS: Readonly<Record<SqlDialect, Dialect>> = { duckdb, spark };
/** Later than any deadline, as at the end of a simulation. */
const END_OF_DATA_MS = String(Number.MAX_SAFE_INTEGER);

/**
 * A query that makes sessions of a table of activity, by the whole policy: one row a session, with `user_id`, `session`
 * (1 for a user's first), `start_ms`, `end_ms`, `start_reason`, `end_reason` and `events`. The sessions are those of
 * `simulate` on the same rows.
 *
 * @throws SqlPolicyError where no query over rows can keep the policy.
 */
export function sessionSql(whole: SessionPolicy, options: SessionSqlOptions): string {
  checkPolicy(whole);
  const sql = DIALECTS[options.dialect];
  const { columns, timeUnit = 'ms', readings = new Map() } = options;
  const { user, time, event, order } = columns;
  const effects = rowEffects(whole, sql, event !== undefined);
  const policy = effects.turns ? whole : alwaysOpen(whole);
  const shape = stateShape(policy, sql, effects.turns);
  const fold = foldSql(policy, shape, { sql, isTwofold: effects.isTwofold });
  const id = sql.identifier;
  const name = event === undefined ? null : sql.trimmed(`CAST(${id(event)} AS ${sql.types.text})`);
  const rows = block(
    'SELECT',
    [
      `CAST(${id(user)} AS ${sql.types.text}) AS user_id`,
      `${sql.toMs(id(time), timeUnit)} AS at_ms`,
      ...(order === undefined ? [] : [`${id(order)} AS tie`]),
      `${name === null ? sql.text('activity') : readingSql(name, readings, sql)} AS reading`,
    ],
    `FROM ${options.table}\nWHERE ${id(user)} IS NOT NULL AND ${id(time)} IS NOT NULL`,
  );
  const gapMs = effects.isCuttable ? cuttingGapMs(policy) : Infinity;
  const byTime = order === undefined ? ['at_ms'] : ['at_ms', 'tie'];
  const carry = Number.isFinite(gapMs) ? carried(shape.has, sql) : { columns: [], names: [] };
  const effectColumns = Object.entries(effects.fields).map(([column, value]) => `${value} AS ${column}`);
  const did = block('SELECT', ['user_id', ...byTime, ...effectColumns], 'FROM taken');
  const isCut = Number.isFinite(gapMs) ? `CASE WHEN at_ms - lag(at_ms) OVER life >= ${gapMs} THEN 1 ELSE 0 END` : '0';
  const cut = block(
    'SELECT',
    ['*', `${isCut} AS cuts`, ...carry.columns, ...isFirst(policy, effects.isTwofold, sql)],
    `FROM effects\n${windows(byTime)}`,
  );
  const columnsOfRow = Object.keys(effects.fields).filter((column) => !column.endsWith('is_load'));
  const item: Fields = Object.fromEntries(['at_ms', ...columnsOfRow].map((column) => [column, startsFirst(column, policy) ?? column]));
  const pieces = block(
    'SELECT',
    [
      'user_id',
      'piece',
      ...carry.names.map((column) => `${sql.first(column, byTime)} AS ${column}`),
      `${sql.collect(item, byTime)} AS rows_of`,
    ],
    'FROM (SELECT *, sum(cuts) OVER (PARTITION BY user_id ORDER BY at_ms) AS piece FROM cut)\nGROUP BY user_id, piece',
  );
  const initial = { ...shape.initial, ...Object.fromEntries(carry.names.map((column) => [column, column])) };
  const folded = `SELECT user_id, piece, ${sql.fold('rows_of', sql.struct(initial), fold.step)} AS state\nFROM pieces`;
  const over = `SELECT user_id, piece, ${fold.lapse('state', END_OF_DATA_MS)} AS state\nFROM folded`;
  const told = `${sql.unfold(withOpen(sql), ['ordinal', ...SESSION_COLUMNS], ['user_id', 'piece'])}\nFROM over`;
  const session = 'row_number() OVER (PARTITION BY user_id ORDER BY piece, ordinal) AS session';
  const sessions = block('SELECT', ['user_id', session, ...SESSION_COLUMNS], 'FROM told');
  const ctes = { taken: rows, effects: did, cut, pieces, folded, over, told };
  const before = Object.entries(ctes).map(([name, query]) => `${name} AS (\n  ${indent(query)}\n)`);
  return [
    `-- Sessions by the policy ${oneLine(policy.name)}, for ${options.dialect}. Printed by sessionchart sql.`,
    `WITH ${before.join(',\n')}`,
    policy.then === 'stop' ? `SELECT * FROM (${sessions}) WHERE session = 1` : sessions,
  ].join('\n');
}

/** Under `load.first` a load starts a session too, where no row before has started one. */
const isFirst = ({ startOn }: SessionPolicy, isTwofold: boolean, sql: Dialect): string[] => {
  const idle = isTwofold ? 'idle_' : '';
  const started = `CASE WHEN ${idle}starts OR ${idle}is_load THEN TRUE END`;
  return startOn.includes('load.first') ? [`${sql.lastBefore(started)} IS NULL AS is_first`] : [];
};
const startsFirst = (column: string, { startOn }: SessionPolicy): string | null =>
  column.endsWith('starts') && startOn.includes('load.first') ? `${column} OR (is_first AND ${column.replace('starts', 'is_load')})` : null;

/** By time, and the same without the row itself and what follows. */
const windows = (byTime: readonly string[]) => {
  const life = `PARTITION BY user_id ORDER BY ${byTime.join(', ')}`;
  return `WINDOW life AS (${life}), before AS (${life} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
};

/** The sessions of a user; one that no limit ends is told as open. */
function withOpen(sql: Dialect): string {
  const open = sql.struct({
    ordinal: 'state.ordinal',
    start_ms: 'state.start_ms',
    end_ms: 'state.seen_ms',
    start_reason: 'state.start_reason',
    end_reason: sql.text('open'),
    events: 'state.events',
  });
  return `CASE WHEN state.live THEN ${sql.append('state.ended', open)} ELSE state.ended END`;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

/** A simulation says the same in notes; a query that somebody else runs has nobody to read them. */
function checkPolicy(policy: SessionPolicy): void {
  const timer = policy.startOn.find((trigger) => trigger === 'timer' || trigger.startsWith('timer.'));
  if (timer !== undefined)
    throw new SqlPolicyError(`${policy.name}: startOn: ${timer} starts sessions when a timer of the app fires, and rows do not tell when`);
  if (policy.sampling?.by === 'random' && policy.sampling.ratio < 1)
    throw new SqlPolicyError(`${policy.name}: sampling.by: random keeps sessions by a number that the app drew, and rows do not tell it`);
}
