import type { PlatformHost, SessionStore, Slot } from '../provider/platform.ts';
import { SLOTS, TORN } from './key-value-store.ts';
import { contextsIn, joinScope, tellOthers } from './runtime.ts';
import { type Copies, keysOf, nextCopy, noCopies, readCopies } from './two-copies.ts';

/** A storage of texts that answers at once. */
export interface InstantKeyValues {
  get(key: string): string | null;
  set(key: string, text: string): void;
  /** Default: a text that says that there is nothing. */
  remove?(key: string): void;
  /** Tells of a write to a key, from this runtime or, as far as the storage knows, from another. @returns stop */
  subscribe?(onWrite: (key: string) => void): () => void;
}

/**
 * As `createKeyValueStore`, for a storage that does not wait: the stored session is known in the call that creates the
 * provider, and nothing of this runtime can come between the read and the write of an update.
 */
export function createInstantStore(
  keyValues: InstantKeyValues,
  { scope, warn }: Pick<PlatformHost, 'scope' | 'warn'>,
  contextId: string,
): SessionStore {
  const known = new Map<Slot, string | null>();
  const read = (slot: Slot): Copies => {
    const keys = keysOf(scope, slot);
    const copies = readCopies(keys, keyValues.get(keys[0]), keyValues.get(keys[1]));
    if (copies.isTorn) warn(TORN);
    return copies;
  };
  const write = (slot: Slot, copies: Copies, text: string | null) => {
    // Before: a storage may tell of the write within it.
    known.set(slot, text);
    if (text === copies.text) return;
    keyValues.set(copies.nextKey, nextCopy(copies, text));
    if (slot === 'session') tellOthers(scope, contextId);
  };
  return {
    peek: (slot) => read(slot).text,
    async update(slot, next) {
      const copies = read(slot);
      const text = next(copies.text);
      write(slot, copies, text);
      return text;
    },
    writeNow: (slot, text) => write(slot, read(slot), text),
    async wipe() {
      for (const slot of SLOTS) {
        const [nothingA, nothingB] = noCopies(read(slot));
        const [keyA, keyB] = keysOf(scope, slot);
        known.set(slot, null);
        if (keyValues.remove) for (const key of [keyA, keyB]) keyValues.remove(key);
        else {
          keyValues.set(keyA, nothingA);
          keyValues.set(keyB, nothingB);
        }
      }
      tellOthers(scope, contextId);
    },
    subscribe(onForeignWrite) {
      const leave = joinScope(scope, { contextId, onForeignWrite });
      const [keyA, keyB] = keysOf(scope, 'session');
      const stop = keyValues.subscribe?.((key) => {
        if ((key === keyA || key === keyB) && read('session').text !== known.get('session')) onForeignWrite();
      });
      return () => {
        leave();
        stop?.();
      };
    },
    liveContexts: async () => new Set([contextId, ...contextsIn(scope)]),
  };
}
