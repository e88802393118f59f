import { createInstantStore } from '../../src/mobile/instant-store.ts';
import { createKeyValueStore } from '../../src/mobile/key-value-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import type { Process } from './device.ts';

export interface Storage {
  readonly name: string;
  open(process: Process, contextId: string, warn?: (message: string) => void): SessionStore;
}

const fail = (message: string) => {
  throw new Error(message);
};

/** Both kinds of storage that a phone has, on the same disk. */
export const STORAGES: readonly Storage[] = [
  {
    name: 'a storage that answers later',
    open: ({ asyncStorage }, contextId, warn = fail) =>
      createKeyValueStore({ get: asyncStorage.getItem, set: asyncStorage.setItem }, { scope: 'default', warn }, contextId),
  },
  {
    name: 'a storage that answers at once',
    open: ({ mmkv }, contextId, warn = fail) =>
      createInstantStore({ get: (key) => mmkv.getString(key) ?? null, set: mmkv.set }, { scope: 'default', warn }, contextId),
  },
];
