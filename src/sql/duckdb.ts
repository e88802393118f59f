import { block, type Dialect, type Fields, indent } from './dialect.ts';

const struct = (fields: Fields) =>
  block(
    '{',
    Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    '}',
  );
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** DuckDB 1.3 or later: `lambda` and the start value of `list_reduce` came with it. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { integer: 'BIGINT', text: 'VARCHAR', boolean: 'BOOLEAN' },
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  text,
  struct,
  emptyList: (types) =>
    `[]::STRUCT(${Object.entries(types)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})[]`,
  append: (list, item) => `list_append(${list}, ${item})`,
  concat: (list, other) => `list_concat(${list}, ${other})`,
  bind: (name, value, of) => `list_transform([${value}], lambda ${name}:\n  ${indent(of(name))}\n)[1]`,
  fold: (list, start, step) => `list_reduce(${list}, lambda state, row:\n  ${indent(step('state', 'row'))},\n  ${indent(start)}\n)`,
  divide: (dividend, divisor) => `(${dividend}) // ${divisor}`,
  matches: (value, pattern) => `regexp_matches(${value}, ${text(pattern)})`,
  startsWith: (value, prefix) => `starts_with(${value}, ${text(prefix)})`,
  trimmed: (value) => `trim(${value})`,
  toMs: (column, unit) => {
    if (unit === 'timestamp') return `epoch_ms(${column})`;
    return unit === 's' ? `CAST(round(${column} * 1000) AS BIGINT)` : `CAST(${column} AS BIGINT)`;
  },
  collect: (fields, order) => `list(${struct(fields)} ORDER BY ${order.join(', ')})`,
  lastBefore: (value) => `last_value(${value} IGNORE NULLS) OVER before`,
  first: (column, order) => `first(${column} ORDER BY ${order.join(', ')})`,
  unfold: (list, _, others) => `SELECT ${others.join(', ')}, unnest(${list}, recursive := true)`,
};
