const PRIVATE: ReadonlySet<string> = new Set(['metadata', 'attributes']);

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Takes the values of metadata and attributes out. Equal values have one name, such as `#2`, so that a change can still be
 * told from none; the keys stay.
 *
 * @returns a copy in plain JSON; numbers that JSON does not have are texts: `Infinity`
 */
export function createRedactor(isWanted = true): <T>(value: T) => T {
  const names = new Map<string, string>();
  const nameOf = (value: unknown) => {
    const text = JSON.stringify(value);
    const name = names.get(text) ?? `#${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  const hide = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value === null ? null : nameOf(value)]));
  return (value) =>
    JSON.parse(
      JSON.stringify(value, (key, found: unknown) => {
        if (typeof found === 'number' && !Number.isFinite(found)) return String(found);
        return isWanted && PRIVATE.has(key) && isFields(found) ? hide(found) : found;
      }) ?? 'null',
    );
}
