import { createMemoryTexts } from './memory-texts.ts';
import { FAILED, type Texts } from './texts.ts';

/** Texts kept in the first of several ways that works; memory is the last. */
export interface FallbackTexts extends Texts {
  /** Whether this way is the one that is used by now. */
  uses(way: Texts): boolean;
}

export function createFallbackTexts(given: readonly Texts[], warn: (message: string, error: unknown) => void): FallbackTexts {
  const memory = createMemoryTexts();
  const ways = [...given];
  const first = () => ways[0] ?? memory;
  const texts: FallbackTexts = {
    async update(key, next) {
      const way = first();
      try {
        return await way.update(key, next);
      } catch (error) {
        if (way === memory) throw error;
        // Another update may have given it up meanwhile.
        if (texts.uses(way)) ways.shift();
        way.close();
        warn(FAILED, error);
        return texts.update(key, next);
      }
    },
    uses: (way) => first() === way,
    close() {
      for (const way of ways) way.close();
    },
  };
  return texts;
}
