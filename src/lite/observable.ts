declare global {
  interface SymbolConstructor {
    /** The same as RxJS declares. */
    readonly observable: symbol;
  }
}

/** What is told what a stream carries. */
export interface LiteObserver<T> {
  next?(value: T): void;
  error?(error: unknown): void;
  complete?(): void;
}

/**
 * A stream that RxJS's `from`, Svelte's stores, `zen-observable` and whoever else knows `Symbol.observable` take as one of
 * theirs. It tells no error.
 */
export interface LiteObservable<T> {
  subscribe(observer: LiteObserver<T> | ((value: T) => void)): { unsubscribe(): void };
  /** Under `Symbol.observable`, and `@@observable` for those who find no such symbol. */
  [Symbol.observable](): LiteObservable<T>;
}

/** As RxJS looks it up (rxjs 7.8, internal/symbol/observable.ts). */
const interopKey = (): symbol | '@@observable' => (Symbol as { readonly observable?: symbol }).observable ?? '@@observable';

/**
 * @param start begins to tell an observer, whose functions never throw. @returns stop
 * @param report hears what an observer throws
 */
export function createObservable<T>(
  start: (observer: Required<Pick<LiteObserver<T>, 'next' | 'complete'>>) => () => void,
  report: (error: unknown) => void,
): LiteObservable<T> {
  const observable = {
    subscribe(given: LiteObserver<T> | ((value: T) => void)) {
      const observer = typeof given === 'function' ? { next: given } : given;
      let isOpen = true;
      const attempt = (run: () => void) => {
        try {
          if (isOpen) run();
        } catch (error) {
          report(error);
        }
      };
      const stop = start({
        next: (value) => attempt(() => observer.next?.(value)),
        complete: () => {
          attempt(() => observer.complete?.());
          isOpen = false;
        },
      });
      return {
        unsubscribe() {
          isOpen = false;
          stop();
        },
      };
    },
  };
  // Looked up as late as this, since whoever polyfills the symbol may load later than this module.
  for (const key of new Set([interopKey(), '@@observable'])) {
    Object.defineProperty(observable, key, { value: () => observable });
  }
  return observable as unknown as LiteObservable<T>;
}
