import { createInstantStore } from '../mobile/instant-store.ts';
import { createKeyValueStore } from '../mobile/key-value-store.ts';
import type { PlatformHost, SessionStore } from '../provider/platform.ts';

/** What is used of `@react-native-async-storage/async-storage`, its default export or what `createAsyncStorage` returns. */
export interface AsyncStorageLike {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem?(key: string): Promise<void>;
}

/** What is used of an instance of `react-native-mmkv`. */
export interface MmkvLike {
  getString(key: string): string | undefined;
  set(key: string, value: string): void;
  /** Up to version 3. */
  delete?(key: string): void;
  /** Since version 4. */
  remove?(key: string): unknown;
  addOnValueChangedListener?(listener: (key: string) => void): { remove(): void };
}

export const isMmkv = (storage: object): storage is MmkvLike => hasFunctions(storage, ['getString', 'set']);
export const isAsyncStorage = (storage: object): storage is AsyncStorageLike => hasFunctions(storage, ['getItem', 'setItem']);

/** Keeps sessions in a storage of the app's, under keys that begin with `sessionchart.`. */
export function createStorageStore(storage: AsyncStorageLike | MmkvLike, host: PlatformHost, contextId: string): SessionStore {
  if (!isMmkv(storage)) {
    const keyValues = {
      get: (key: string) => storage.getItem(key),
      set: (key: string, text: string) => storage.setItem(key, text),
      ...(storage.removeItem && { remove: async (key: string) => storage.removeItem?.(key) }),
    };
    return createKeyValueStore(keyValues, host, contextId);
  }
  const keyValues = {
    get: (key: string) => storage.getString(key) ?? null,
    set: (key: string, text: string) => storage.set(key, text),
    ...((storage.remove ?? storage.delete) && { remove: (key: string) => void (storage.remove?.(key) ?? storage.delete?.(key)) }),
    subscribe(onWrite: (key: string) => void) {
      const listener = storage.addOnValueChangedListener?.(onWrite);
      return () => listener?.remove();
    },
  };
  return createInstantStore(keyValues, host, contextId);
}

const hasFunctions = (value: object, names: readonly string[]) =>
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
