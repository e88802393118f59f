/** An attribute in the form of OTLP/JSON: `{"key": …, "value": {"stringValue": …}}`. */
export interface OtlpAttribute {
  readonly key: string;
  readonly value?: unknown;
}

export type OtlpAttributes = readonly OtlpAttribute[];

/** What is nested deeper is left out. */
const MAX_DEPTH = 16;

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns the value of an `AnyValue`: a string, a number, a boolean, a list, or key and value pairs; bytes, and what is none, are `null`. */
export function readValue(value: unknown, depth = 0): unknown {
  if (!isFields(value) || depth > MAX_DEPTH) return null;
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (typeof value.boolValue === 'boolean') return value.boolValue;
  if (value.intValue !== undefined) return toNumber(value.intValue);
  if (value.doubleValue !== undefined) return toNumber(value.doubleValue);
  if (isFields(value.arrayValue)) return listOf(value.arrayValue.values).map((one) => readValue(one, depth + 1));
  if (!isFields(value.kvlistValue)) return null;
  return listOf(value.kvlistValue.values).map((pair) => (isFields(pair) ? [pair.key, readValue(pair.value, depth + 1)] : null));
}

const listOf = (values: unknown): readonly unknown[] => (Array.isArray(values) ? values : []);

/** OTLP/JSON writes 64-bit integers as strings, and takes numbers. @returns `NaN` for anything else */
export const toNumber = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;

export function valueAt(attributes: OtlpAttributes, key: string): unknown {
  for (const attribute of attributes) if (attribute.key === key) return readValue(attribute.value);
  return undefined;
}

/** @returns `null` where it is absent, empty or no string */
export function textAt(attributes: OtlpAttributes, key: string): string | null {
  const value = valueAt(attributes, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @returns `null` where it is absent or no whole number of at least 0 */
export function countAt(attributes: OtlpAttributes, key: string): number | null {
  const value = valueAt(attributes, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** @returns the strings among the values of a list; empty where it is none */
export function textsAt(attributes: OtlpAttributes, key: string): readonly string[] {
  const value = valueAt(attributes, key);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
