export type { SqlDialect, SqlTimeUnit } from './dialect.ts';
export { type SessionSqlOptions, SqlPolicyError, sessionSql } from './session-sql.ts';
