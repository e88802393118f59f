export type { SqlDialect } from './dialect.ts';
export { type SessionSqlOptions, SqlPolicyError, sessionSql } from './session-sql.ts';
