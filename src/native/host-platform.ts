import { type AppLife, createAppLife } from '../mobile/app-life.ts';
import { createInstantStore } from '../mobile/instant-store.ts';
import { createContextId } from '../mobile/runtime.ts';
import type { Clock, Platform } from '../provider/platform.ts';
import type { HostTimers } from './host-timers.ts';
import type { NativeHost } from './native-host.ts';

/** The app around the bundle as a platform, and what it can say of its life. */
export interface HostPlatform {
  readonly platform: Platform & { readonly clock: Clock };
  /** Heard while a provider watches; one that begins later is told how things stand. */
  readonly life: AppLife;
  /** Another process wrote to the store. */
  storeChanged(): void;
}

export function createHostPlatform(host: NativeHost, timers: HostTimers, isShared: boolean): HostPlatform {
  const contextId = createContextId();
  const watchers = new Set<(key: string) => void>();
  const keys = new Set<string>();
  let life: AppLife | null = null;
  let isVisible: boolean | null = null;
  let isFocused = true;
  const keyValues = {
    ...(host.removeText && { remove: (key: string) => host.removeText?.(key) }),
    get(key: string) {
      keys.add(key);
      return host.readText(key) ?? null;
    },
    set(key: string, text: string) {
      if (host.writeText(key, text) === false) throw new Error(`the host could not write ${key}`);
    },
    subscribe(onWrite: (key: string) => void) {
      watchers.add(onWrite);
      return () => watchers.delete(onWrite);
    },
  };
  const platform: Platform & { readonly clock: Clock } = {
    contextId,
    evidence: 'process_gone',
    clock: {
      now: () => host.now(),
      monotonicNow: () => host.monotonicNow(),
      setTimeout: (run, ms) => timers.set(run, ms),
      clearTimeout: (id) => timers.clear(id as number),
    },
    store(providerHost) {
      const store = createInstantStore(keyValues, providerHost, contextId);
      // Only a store of one process knows that whoever wrote to it before is dead.
      return isShared ? { ...store, liveContexts: async () => new Set<string>() } : store;
    },
    getRandomValues(bytes) {
      const digits = host.randomHex(bytes.length);
      for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
    },
    watch(report, providerHost) {
      life = createAppLife(report, providerHost);
      // Nobody watches before consent, where nothing is to be recorded.
      if (isVisible !== null) see(isVisible);
      if (!isFocused) life.blur();
      return () => {
        life = null;
      };
    },
  };
  const see = (isSeen: boolean) => {
    isVisible = isSeen;
    if (isSeen) life?.show();
    else life?.hide();
  };
  const touch = (hasFocus: boolean) => {
    isFocused = hasFocus;
    if (hasFocus) life?.focus();
    else life?.blur();
  };
  return {
    platform,
    life: { show: () => see(true), hide: () => see(false), blur: () => touch(false), focus: () => touch(true) },
    storeChanged() {
      for (const tell of [...watchers]) for (const key of [...keys]) tell(key);
    },
  };
}
