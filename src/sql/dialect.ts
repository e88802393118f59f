/** Where two engines say the same thing differently. Every member returns SQL text. */
export interface Dialect {
  readonly name: SqlDialect;
  readonly types: { readonly integer: string; readonly text: string; readonly boolean: string };
  identifier(name: string): string;
  text(value: string): string;
  struct(fields: Fields): string;
  /** An empty list of structs whose fields have these types. */
  emptyList(types: Fields): string;
  append(list: string, item: string): string;
  concat(list: string, other: string): string;
  /** `of(name)` with `value` under this name, so that it is worked out once. */
  bind(name: string, value: string, of: (name: string) => string): string;
  /** Goes through `list` with a state, which is `state` before the first item. */
  fold(list: string, start: string, step: (state: string, item: string) => string): string;
  /** Integer division of what is not negative. */
  divide(dividend: string, divisor: number): string;
  matches(value: string, pattern: string): string;
  startsWith(value: string, prefix: string): string;
  trimmed(value: string): string;
  toMs(column: string, unit: SqlTimeUnit): string;
  /** The last value that is not null, in the window `life` that ends with the row before. */
  lastBefore(value: string): string;
  /** Aggregates what a column holds in the first row, in this order. */
  first(column: string, order: readonly string[]): string;
  /** Aggregates rows as a list of structs, in order of these fields. */
  collect(fields: Fields, order: readonly string[]): string;
  /** Selects the structs of a list as rows, after other columns. */
  unfold(list: string, columns: readonly string[], others: readonly string[]): string;
}

export type SqlDialect = 'duckdb' | 'spark';
/** Form of the column of times: whole numbers, or the engine's own timestamps. */
export type SqlTimeUnit = 's' | 'ms' | 'timestamp';
export type Fields = Readonly<Record<string, string>>;

export const indent = (text: string): string => text.replaceAll('\n', '\n  ');
/** `open`, then one item a line, then `close`. */
export const block = (open: string, items: readonly string[], close: string): string =>
  `${open}\n${items.map((item) => `  ${indent(item)}`).join(',\n')}\n${close}`;
