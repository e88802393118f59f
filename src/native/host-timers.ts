import type { NativeHost } from './native-host.ts';

/** Timers that the host keeps by number, since a function does not cross every bridge. */
export interface HostTimers {
  set(run: () => void, ms: number): number;
  clear(id: number): void;
  /** Runs what was set under this number, once. */
  fired(id: number): void;
}

export function createHostTimers({ setTimer, clearTimer }: Pick<NativeHost, 'setTimer' | 'clearTimer'>): HostTimers {
  const runs = new Map<number, () => void>();
  let last = 0;
  return {
    set(run, ms) {
      last++;
      runs.set(last, run);
      setTimer(last, ms);
      return last;
    },
    clear(id) {
      if (runs.delete(id)) clearTimer(id);
    },
    fired(id) {
      const run = runs.get(id);
      runs.delete(id);
      run?.();
    },
  };
}
