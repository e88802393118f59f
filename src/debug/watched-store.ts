import type { EndReason } from '../../machines/session.ts';
import type { PlatformHost, SessionStore, Slot } from '../provider/platform.ts';
import type { StoreDecision } from './decisions.ts';

type Tell = (decision: Pick<StoreDecision, 'what'> & Partial<StoreDecision>) => void;
/** As an option: a store, or what makes one. */
export type GivenStore = SessionStore | ((host: PlatformHost) => SessionStore);

interface Stored {
  readonly id: string;
  readonly endReason: EndReason | null;
  readonly contexts: readonly string[];
}
/** As much of the stored text as a line tells; `null` where there is no session in it, `undefined` where it is no such text. */
function readStored(text: string | null): Stored | null | undefined {
  if (text === null) return null;
  try {
    const { session } = JSON.parse(text) as { readonly session?: Record<string, unknown> | null };
    if (!session) return session;
    const { id, endReason = null, telemetryByContext } = session;
    if (typeof id !== 'string') return undefined;
    return { id, endReason: endReason as EndReason | null, contexts: Object.keys(telemetryByContext ?? {}) };
  } catch {
    return undefined;
  }
}
const textOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** The same store, telling what was found in it, what was written and by whom. */
function watchStore(store: SessionStore, tell: Tell, onOpen: () => void): SessionStore {
  let seen: 'nothing' | 'empty' | 'text' = 'nothing';
  const find = (text: string | null) => {
    if (seen === 'text') return;
    onOpen();
    const stored = readStored(text);
    if (stored) tell({ what: 'found', ...stored });
    else if (stored === undefined) tell({ what: 'unreadable' });
    else if (seen === 'nothing') tell({ what: 'empty' });
    seen = stored === null ? 'empty' : 'text';
  };
  const watched: Partial<SessionStore> = {
    peek(slot) {
      const text = store.peek(slot);
      if (slot === 'session') find(text);
      return text;
    },
    async update(slot: Slot, next) {
      if (slot !== 'session') return store.update(slot, next);
      let before: string | null = null;
      try {
        const after = await store.update(slot, (text) => {
          before = text;
          return next(text);
        });
        find(before);
        if (after !== null) seen = 'text';
        const [was, is] = [readStored(before), readStored(after)];
        if (is && (was?.id !== is.id || was.endReason !== is.endReason)) tell({ what: 'wrote', ...is });
        return after;
      } catch (error) {
        tell({ what: 'failed', error: textOf(error) });
        throw error;
      }
    },
    subscribe: (onForeignWrite) =>
      store.subscribe(() => {
        tell({ what: 'heard' });
        onForeignWrite();
      }),
  };
  const { wipe } = store;
  if (wipe) {
    watched.wipe = async () => {
      tell({ what: 'wiped' });
      await wipe.call(store);
    };
  }
  // All else is the store's own, and what it cannot do, the watched one cannot do either.
  return new Proxy(store, {
    get(target, name) {
      const found: unknown = watched[name as keyof SessionStore] ?? Reflect.get(target, name);
      return typeof found === 'function' && !(name in watched) ? found.bind(target) : found;
    },
  });
}

/** The same, telling. `onOpen` hears of the store when it is first read. */
export const watchGivenStore = (given: GivenStore, tell: Tell, onOpen: (store: SessionStore) => void): GivenStore => {
  const watched = (store: SessionStore) => watchStore(store, tell, () => onOpen(store));
  return typeof given === 'function' ? (host) => watched(given(host)) : watched(given);
};
