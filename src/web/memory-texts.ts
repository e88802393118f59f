import type { Texts } from './texts.ts';

/** Texts that live as long as the page: what remains where nothing can be stored. */
export function createMemoryTexts(): Texts {
  const texts = new Map<string, string | null>();
  return {
    async update(key, next) {
      const text = next(texts.get(key) ?? null);
      texts.set(key, text);
      return text;
    },
    close() {},
  };
}
