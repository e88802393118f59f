import { type ConsentOptions, withConsent } from '../../src/consent/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore, Slot } from '../../src/provider/platform.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
/** What is stored. */
export const textsOf = (store: SessionStore) => SLOTS.map((slot) => store.peek(slot)).filter((text) => text !== null);

interface TabOptions extends ConsentOptions {
  readonly name?: string;
  readonly clock?: ManualClock;
  readonly store?: SessionStore;
  readonly policy?: Partial<typeof testPolicy>;
}

/** A tab whose person is asked. */
export function open({ name = 's', clock = createManualClock(), store = createMemoryStore(), policy, ...options }: TabOptions = {}) {
  const consent = withConsent({ ...load, clock, contextId: name }, options);
  const watched = watch({ clock, store, generateId: counter(name), platform: consent.platform, policy: { ...testPolicy, ...policy } });
  return { ...watched, consent, store };
}

/** What a tab hears of others while it sleeps it hears when it wakes. */
export function sleepy(store: SessionStore) {
  let isAsleep = false;
  const listeners = new Set<() => void>();
  return {
    sleep: () => {
      isAsleep = true;
    },
    wake() {
      isAsleep = false;
      for (const listener of listeners) listener();
    },
    store: {
      ...store,
      subscribe(listener) {
        listeners.add(listener);
        return store.subscribe(() => isAsleep || listener());
      },
    } satisfies SessionStore,
  };
}
