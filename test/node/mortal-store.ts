import type { SessionStore } from '../../src/provider/platform.ts';

/** A store whose context can be killed: from then on nothing that it does reaches the place, and it hears nothing. */
export interface MortalStore extends SessionStore {
  kill(): void;
}

export function createMortalStore(store: SessionStore): MortalStore {
  const stops = new Set<() => void>();
  let isDead = false;
  const never = new Promise<never>(() => {});
  return {
    peek: (slot) => store.peek(slot),
    update: (slot, next) => (isDead ? never : store.update(slot, (text) => (isDead ? text : next(text)))),
    subscribe(onForeignWrite) {
      const stop = store.subscribe(onForeignWrite);
      stops.add(stop);
      return stop;
    },
    liveContexts: () => store.liveContexts(),
    writeNow(slot, text) {
      if (!isDead) store.writeNow?.(slot, text);
    },
    kill() {
      isDead = true;
      for (const stop of stops) stop();
    },
  };
}
