/** Real tasks that a chain of IndexedDB requests takes; more of them change nothing. */
const TASKS = 12;

/** What a page's timers hang from. */
export interface TimerOwner {
  readonly isFrozen: boolean;
}
interface Timer {
  readonly owner: TimerOwner;
  readonly atMs: number;
  readonly run: () => void;
}

/** One clock for all pages of a browser: time passes when it is told to, and each task is followed by what hangs from it. */
export interface PageClock {
  /** Milliseconds since the trace began, by the clock that never jumps. */
  readonly elapsedMs: number;
  wallNow(): number;
  jump(byMs: number): void;
  setTimeout(owner: TimerOwner, run: () => void, ms: number): number;
  clearTimeout(id: number): void;
  forget(owner: TimerOwner): void;
  runTo(atMs: number): Promise<void>;
}

/** Lets promises and transactions come to rest. */
export async function rest(): Promise<void> {
  for (let i = 0; i < TASKS; i++) await new Promise((resolve) => setImmediate(resolve));
}

export function createPageClock(startTimeMs: number): PageClock {
  let elapsedMs = 0;
  let wallMs = startTimeMs;
  let ids = 0;
  const timers = new Map<number, Timer>();
  const nextBy = (atMs: number) => {
    let found: number | null = null;
    let dueMs = Infinity;
    for (const [id, timer] of timers) {
      if (timer.owner.isFrozen || timer.atMs > atMs || timer.atMs >= dueMs) continue;
      found = id;
      dueMs = timer.atMs;
    }
    return found;
  };
  return {
    get elapsedMs() {
      return elapsedMs;
    },
    wallNow: () => wallMs + elapsedMs,
    jump(byMs) {
      wallMs += byMs;
    },
    setTimeout(owner, run, ms) {
      timers.set(++ids, { owner, run, atMs: elapsedMs + Math.max(0, ms || 0) });
      return ids;
    },
    clearTimeout: (id) => void timers.delete(id),
    forget(owner) {
      for (const [id, timer] of timers) if (timer.owner === owner) timers.delete(id);
    },
    async runTo(atMs) {
      await rest();
      for (let id = nextBy(atMs); id !== null; id = nextBy(atMs)) {
        const timer = timers.get(id);
        timers.delete(id);
        elapsedMs = Math.max(elapsedMs, timer?.atMs ?? 0);
        timer?.run();
        await rest();
      }
      elapsedMs = atMs;
    },
  };
}
