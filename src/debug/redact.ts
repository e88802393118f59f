const PRIVATE: ReadonlySet<string> = new Set(['metadata', 'attributes']);

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON, each field of metadata and attributes as `rename` has it. */
const copied = (value: unknown, rename: (value: unknown) => unknown): string =>
  JSON.stringify(value, (key, found: unknown) => {
    if (typeof found === 'number' && !Number.isFinite(found)) return String(found);
    if (!PRIVATE.has(key) || !isFields(found)) return found;
    return Object.fromEntries(Object.entries(found).map(([name, one]) => [name, one === null ? null : rename(one)]));
  });

/**
 * Takes the values of metadata and attributes out. Equal values have one name, such as `#2`, in the order of their texts, so that
 * whatever the chart asks of them has the same answer; the keys stay.
 *
 * @returns a copy in plain JSON; numbers that JSON does not have are texts: `Infinity`
 */
export function redacted<T>(value: T, isWanted = true): T {
  if (!isWanted) return JSON.parse(copied(value, (one) => one));
  const texts = new Set<string>();
  copied(value, (one) => texts.add(JSON.stringify(one)).size);
  const sorted = [...texts].sort();
  const digits = String(sorted.length).length;
  const names = new Map(sorted.map((text, index) => [text, `#${String(index + 1).padStart(digits, '0')}`]));
  return JSON.parse(copied(value, (one) => names.get(JSON.stringify(one))));
}
