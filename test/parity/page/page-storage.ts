/** What localStorage or sessionStorage keeps. */
export type Texts = Map<string, string>;

/**
 * A Storage over `texts`, whose keys are seen by `Object.keys`.
 *
 * @param tell hears of a write, for the other pages
 */
export function createPageStorage(
  texts: Texts,
  isBlocked: () => boolean,
  tell: (key: string, newValue: string | null) => void = () => {},
): Storage {
  const write = (key: string, text: string | null) => {
    if (isBlocked()) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    if ((texts.get(key) ?? null) === text) return;
    if (text === null) texts.delete(key);
    else texts.set(key, text);
    tell(key, text);
  };
  const methods = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => write(key, String(text)),
    removeItem: (key: string) => write(key, null),
  };
  return new Proxy(methods, {
    ownKeys: () => [...texts.keys()],
    getOwnPropertyDescriptor: (_, key) => ({ value: texts.get(String(key)), enumerable: true, configurable: true }),
  }) as unknown as Storage;
}
