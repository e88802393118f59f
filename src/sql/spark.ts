import { block, type Dialect, type Fields, indent } from './dialect.ts';

const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const struct = (fields: Fields) =>
  block(
    'named_struct(',
    Object.entries(fields).map(([name, value]) => `'${name}', ${value}`),
    ')',
  );

/** Spark SQL 3.1 or later. */
export const spark: Dialect = {
  name: 'spark',
  types: { integer: 'BIGINT', text: 'STRING', boolean: 'BOOLEAN' },
  identifier: (name) => `\`${name.replaceAll('`', '``')}\``,
  text,
  struct,
  emptyList: (types) =>
    `CAST(array() AS ARRAY<STRUCT<${Object.entries(types)
      .map(([name, type]) => `${name}: ${type}`)
      .join(', ')}>>)`,
  append: (list, item) => `concat(${list}, array(${item}))`,
  concat: (list, other) => `concat(${list}, ${other})`,
  bind: (name, value, of) => `element_at(transform(array(${value}), ${name} ->\n  ${indent(of(name))}\n), 1)`,
  fold: (list, start, step) => `aggregate(${list},\n  ${indent(start)},\n  (state, row) ->\n  ${indent(step('state', 'row'))}\n)`,
  divide: (dividend, divisor) => `(${dividend}) div ${divisor}`,
  matches: (value, pattern) => `${value} RLIKE ${text(pattern)}`,
  startsWith: (value, prefix) => `startswith(${value}, ${text(prefix)})`,
  trimmed: (value) => `trim(${value})`,
  toMs: (column, unit) => {
    if (unit === 'timestamp') return `unix_millis(${column})`;
    return unit === 's' ? `CAST(round(${column} * 1000) AS BIGINT)` : `CAST(${column} AS BIGINT)`;
  },
  // The fields of a struct are compared from the first on.
  collect: (fields, order) =>
    `array_sort(collect_list(${struct({ ...Object.fromEntries(order.map((name) => [name, name])), ...fields })}))`,
  lastBefore: (value) => `last_value(${value}) IGNORE NULLS OVER before`,
  first: (column, order) => `min_by(${column}, struct(${order.join(', ')}))`,
  unfold: (list, columns, others) => `SELECT ${others.join(', ')}, inline(${list}) AS (${columns.join(', ')})`,
};
