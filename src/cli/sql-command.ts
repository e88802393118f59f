import { type SqlDialect, SqlPolicyError, sessionSql } from '../sql/index.ts';
import { choosePolicies } from './choose-policies.ts';
import { choice, parseOptions } from './options.ts';
import { readingsOf } from './readings-of.ts';
import { type Terminal, UsageError } from './terminal.ts';

const SQL_HELP = `sessionchart sql [--policy POLICY] [--dialect DIALECT] [--table TABLE]

Prints a query that makes sessions of a table by the whole policy, where the data are: the sessions that
simulate makes of the same rows. It is one row a session: user_id, session, start_ms, end_ms, start_reason,
end_reason, events.

  --policy POLICY     a preset, a file or an override, as for simulate; without it, default
  --dialect DIALECT   duckdb (1.3 or later; the default) or spark (3.1 or later)
  --table TABLE       what stands after FROM, as it is; without it, activity

  --user COLUMN       who; without it, user_id
  --time COLUMN       when; without it, timestamp_ms
  --time-unit UNIT    ms, s, or timestamp for the engine's own; without it, ms
  --event COLUMN      what; without it every row is activity
  --order COLUMN      which row is first where one user has several at the same instant
  --map NAME=TRIGGER,…  takes events of this name as a trigger, or as activity; * is all others

  sessionchart sql --table "read_csv('activity.csv')" --event event | duckdb

A policy that rows cannot tell enough of is refused, and the reason is given.
`;

const OPTIONS = {
  policy: { type: 'string' },
  dialect: { type: 'string' },
  table: { type: 'string' },
  user: { type: 'string' },
  time: { type: 'string' },
  'time-unit': { type: 'string' },
  event: { type: 'string' },
  order: { type: 'string' },
  map: { type: 'string', multiple: true },
} as const;

/** `sessionchart sql`. @throws UsageError */
export async function sqlCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) return terminal.out(SQL_HELP);
  if (positionals.length > 0) throw new UsageError(`sql: expected options alone, came ${JSON.stringify(positionals[0])}`);
  const dialect: SqlDialect = choice('dialect', values.dialect, ['duckdb', 'spark']) ?? 'duckdb';
  const { table = 'activity', user = 'user_id', time = 'timestamp_ms', event, order } = values;
  for (const policy of choosePolicies([values.policy ?? 'default'])) {
    try {
      const timeUnit = choice('time-unit', values['time-unit'], ['s', 'ms', 'timestamp']);
      const columns = { user, time, event, order };
      terminal.out(`${sessionSql(policy, { dialect, table, columns, timeUnit, readings: readingsOf(values.map ?? []) })};\n`);
    } catch (error) {
      if (error instanceof SqlPolicyError) throw new UsageError(`sql: ${error.message}`);
      throw error;
    }
  }
}
