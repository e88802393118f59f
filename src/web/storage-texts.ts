import { loseHope } from './patience.ts';
import type { Texts } from './texts.ts';

/** Reads and writes that never throw; a write that fails leaves nothing behind, as an old text is worse than none. */
export interface StorageTexts extends Texts {
  get(key: string): string | null;
  /** @returns whether it was written */
  set(key: string, text: string | null): boolean;
  /** Whether a text can be written and read back, tried with one of its own. */
  works(): boolean;
}

const PROBE = 'sessionchart.probe';

/**
 * Texts in localStorage or sessionStorage. They are read without waiting, but each tab has its own view of them, so that even
 * under a Web Lock two tabs may both find nothing (Chromium and WebKit), and a killed browser loses the last seconds.
 *
 * @param open gets the storage, and may throw, as where the browser forbids it
 * @param exclusively runs what no other tab may come between
 */
export function createStorageTexts(open: () => Storage, exclusively = alone): StorageTexts {
  const get = (key: string) => {
    try {
      return open().getItem(key);
    } catch {
      return null;
    }
  };
  const set = (key: string, text: string | null) => {
    try {
      if (text === null) open().removeItem(key);
      else open().setItem(key, text);
      // Some write nothing, and say nothing.
      if (open().getItem(key) === text) return true;
    } catch {
      // Full, or forbidden.
    }
    try {
      open().removeItem(key);
    } catch {
      // Forbidden altogether: there is nothing to leave behind.
    }
    return false;
  };
  return {
    get,
    set,
    works() {
      const works = set(PROBE, PROBE) && get(PROBE) === PROBE;
      return set(PROBE, null) && works;
    },
    update: (key, next) =>
      exclusively(`sessionchart.write.${key}`, () => {
        const stored = open().getItem(key);
        const text = next(stored);
        if (text !== stored && !set(key, text)) throw new Error('the storage is full');
        return text;
      }),
    close() {},
  };
}

/** Runs under a Web Lock; without, where there are none, or none that works. */
function alone<T>(name: string, run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    let hasRun = false;
    const once = () => {
      if (hasRun) return;
      hasRun = true;
      cancel();
      try {
        resolve(run());
      } catch (error) {
        reject(error);
      }
    };
    const cancel = loseHope(once);
    try {
      navigator.locks.request(name, once).catch(once);
    } catch {
      once();
    }
  });
}
