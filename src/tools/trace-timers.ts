/** Timers of one page, by the clock that never jumps. They stand still while the page is frozen, and go off late then. */
export interface TraceTimers {
  /** The next instant at which one is due; `Infinity` where none is, or the page is frozen. */
  readonly dueMs: number;
  readonly isFrozen: boolean;
  /** Replaces the timer of that name; `Infinity` takes it away. */
  set(name: string, atMs: number, run: (nowMs: number) => void): void;
  /** Sets off the timer of that name, if it is there, before its time. */
  hurry(name: string, nowMs: number): void;
  /** Sets off the timer that is due first. */
  fire(nowMs: number): void;
  freeze(isFrozen: boolean): void;
}

export function createTraceTimers(): TraceTimers {
  const timers = new Map<string, { readonly atMs: number; readonly run: (nowMs: number) => void }>();
  let isFrozen = false;
  const first = () => {
    let found: string | null = null;
    let dueMs = Infinity;
    for (const [name, { atMs }] of timers) {
      if (atMs >= dueMs) continue;
      dueMs = atMs;
      found = name;
    }
    return { found, dueMs };
  };
  const run = (name: string, nowMs: number) => {
    const timer = timers.get(name);
    timers.delete(name);
    timer?.run(nowMs);
  };
  return {
    get dueMs() {
      return isFrozen ? Infinity : first().dueMs;
    },
    get isFrozen() {
      return isFrozen;
    },
    set(name, atMs, run) {
      timers.delete(name);
      if (atMs !== Infinity) timers.set(name, { atMs, run });
    },
    hurry: run,
    fire(nowMs) {
      const { found } = first();
      if (found !== null) run(found, nowMs);
    },
    freeze(frozen) {
      isFrozen = frozen;
    },
  };
}
