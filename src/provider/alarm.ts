import { MAX_TIMEOUT_MS } from '../../machines/tick-from.ts';
import type { Clock } from './platform.ts';

/** The one timer. It may ring late, or early where the wait was too long for a timer: whoever hears it looks at the clock. */
export interface Alarm {
  /** Rings at this instant at the latest. A later instant than the one it is set for changes nothing: it looks again when it rings. */
  set(atMs: number): void;
  stop(): void;
}

export function createAlarm(clock: Clock, now: () => number, ring: () => void): Alarm {
  let timer: unknown = null;
  let setForMs = Infinity;
  const stop = () => {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    setForMs = Infinity;
  };
  return {
    set(atMs) {
      if (atMs >= setForMs) return;
      stop();
      setForMs = atMs;
      timer = clock.setTimeout(
        () => {
          timer = null;
          setForMs = Infinity;
          ring();
        },
        Math.min(Math.max(0, Math.ceil(atMs - now())), MAX_TIMEOUT_MS),
      );
    },
    stop,
  };
}
