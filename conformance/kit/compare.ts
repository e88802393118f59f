/** Where two JSON values differ first, in words; `null` where they do not. The order of an object's fields means nothing. */
export function firstDifference(expected: unknown, actual: unknown, path = ''): string | null {
  if (isList(expected) && isList(actual)) {
    if (expected.length !== actual.length) return `${path}: expected ${expected.length} items, came ${actual.length}: ${brief(actual)}`;
    return first(expected.map((item, index) => () => firstDifference(item, actual[index], `${path}[${index}]`)));
  }
  if (isFields(expected) && isFields(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return first([...names].map((name) => () => firstDifference(expected[name], actual[name], path ? `${path}.${name}` : name)));
  }
  return expected === actual ? null : `${path}: expected ${brief(expected)}, came ${brief(actual)}`;
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const difference = check();
    if (difference !== null) return difference;
  }
  return null;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isFields = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const brief = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));
