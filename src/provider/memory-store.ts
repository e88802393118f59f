import type { SessionStore, Slot } from './platform.ts';

/** A store that lives as long as the process. Contexts that share one object share its sessions. */
export function createMemoryStore(): SessionStore {
  const texts = new Map<Slot, string>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    peek: (slot) => texts.get(slot) ?? null,
    async update(slot, next) {
      const stored = texts.get(slot) ?? null;
      const text = next(stored);
      if (text === stored) return stored;
      if (text === null) texts.delete(slot);
      else texts.set(slot, text);
      tell();
      return text;
    },
    subscribe(onForeignWrite) {
      listeners.add(onForeignWrite);
      return () => listeners.delete(onForeignWrite);
    },
    liveContexts: async () => new Set(),
    isVolatile: () => true,
    writeNow(slot, text) {
      texts.set(slot, text);
      tell();
    },
  };
}
