/**
 * @throws TypeError where one is no origin such as `https://shop.example`; opaque ones, of sandboxed frames and files, are all `null` and cannot be told apart
 */
export function checkOrigins(origins: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(origins)) throw new TypeError(`sessionchart: origins: expected a list of origins, came ${typeof origins}`);
  for (const origin of origins) {
    if (originOf(origin) !== origin) {
      throw new TypeError(`sessionchart: origins: expected an origin such as "https://shop.example", came ${JSON.stringify(origin)}`);
    }
  }
  return new Set(origins);
}

function originOf(text: string): string | null {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? null : origin;
  } catch {
    return null;
  }
}
