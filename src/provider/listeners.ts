import { attempt } from './attempt.ts';

/** Those who listen: each as often as it asked to, none any more once it was stopped. One that throws keeps no other from hearing. */
export interface Listeners<T> {
  /** @returns stop */
  add(listener: (value: T) => void): () => void;
  tell(value: T): void;
  count(): number;
}

export function createListeners<T>(failed: (error: unknown, value: T) => void): Listeners<T> {
  /** A place for each, as one function may have several. */
  const places = new Set<{ readonly listener: (value: T) => void }>();
  return {
    add(listener) {
      const place = { listener };
      places.add(place);
      return () => places.delete(place);
    },
    tell(value) {
      for (const place of [...places]) {
        // One that was told before may have stopped it.
        if (places.has(place)) {
          attempt(
            () => place.listener(value),
            (error) => failed(error, value),
          );
        }
      }
    },
    count: () => places.size,
  };
}
