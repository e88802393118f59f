import type { PlatformHost, SessionStore, Slot } from '../provider/platform.ts';
import { contextsIn, inTurn, joinScope, tellOthers } from './runtime.ts';
import { type Copies, keysOf, nextCopy, noCopies, readCopies } from './two-copies.ts';

/** A storage of texts that answers later. */
export interface KeyValues {
  get(key: string): Promise<string | null>;
  set(key: string, text: string): Promise<void>;
  /** Default: a text that says that there is nothing. */
  remove?(key: string): Promise<void>;
}

/** As many times a write is made good that another runtime wrote over. */
const MAX_ROUNDS = 8;
export const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
export const TORN = 'a stored text was cut off, and the one before it is used';

/**
 * A store on keys and values, which have no transactions. Each text has two keys that are written in turn and bear a
 * generation and a checksum, so whoever is killed while writing leaves the text before. All contexts of this runtime write
 * one after the other. Another runtime on the same storage (an extension, a second process) is noticed when it writes in
 * between; when it writes within the same call of the storage, the later one wins, and the provider that lost writes again
 * with its next change.
 */
export function createKeyValueStore(
  keyValues: KeyValues,
  { scope, warn }: Pick<PlatformHost, 'scope' | 'warn'>,
  contextId: string,
): SessionStore {
  const known = new Map<Slot, string | null>();
  const read = async (keys: readonly [string, string]): Promise<Copies> => {
    const [a, b] = await Promise.all([keyValues.get(keys[0]), keyValues.get(keys[1])]);
    const copies = readCopies(keys, a, b);
    if (copies.isTorn) warn(TORN);
    return copies;
  };
  const replace = async (slot: Slot, next: (stored: string | null) => string | null): Promise<string | null> => {
    const keys = keysOf(scope, slot);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const copies = await read(keys);
      const text = next(copies.text);
      if (text !== copies.text) {
        const sealed = nextCopy(copies, text);
        await keyValues.set(copies.nextKey, sealed);
        if ((await keyValues.get(copies.nextKey)) !== sealed) continue;
      }
      known.set(slot, text);
      if (text !== copies.text && slot === 'session') tellOthers(scope, contextId);
      return text;
    }
    throw new Error('the storage does not keep what is written to it');
  };
  const wipe = async (slot: Slot) => {
    const keys = keysOf(scope, slot);
    const nothing = noCopies(await read(keys));
    known.set(slot, null);
    for (const [i, key] of keys.entries()) await (keyValues.remove?.(key) ?? keyValues.set(key, nothing[i] ?? ''));
  };
  return {
    peek: (slot) => known.get(slot) ?? null,
    update: (slot, next) => inTurn(keysOf(scope, slot)[0], () => replace(slot, next)),
    async wipe() {
      for (const slot of SLOTS) await inTurn(keysOf(scope, slot)[0], () => wipe(slot));
      tellOthers(scope, contextId);
    },
    subscribe: (onForeignWrite) => joinScope(scope, { contextId, onForeignWrite }),
    liveContexts: async () => new Set([contextId, ...contextsIn(scope)]),
  };
}
