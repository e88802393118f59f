/** One clock for all pages of a browser: time passes only when it is told to. */

/** What a page's timers hang from. */
export class VirtualClock {
  /** Milliseconds since the trace began, by a clock that never jumps. */
  elapsedMs = 0;
  /** By how much the wall clock is ahead of it. */
  wallMs;
  #timers = new Map();
  #ids = 0;

  constructor(startTimeMs) {
    this.wallMs = startTimeMs;
  }

  now() {
    return Math.floor(this.wallMs + this.elapsedMs);
  }

  /** @returns the timer's number; a page that is frozen keeps its timers for later. */
  set(page, run, delayMs, everyMs = null) {
    const id = ++this.#ids;
    this.#timers.set(id, { id, page, run, everyMs, atMs: this.elapsedMs + Math.max(0, Number(delayMs) || 0) });
    return id;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  forget(page) {
    for (const { id, page: owner } of this.#timers.values()) if (owner === page) this.#timers.delete(id);
  }

  /** Lets time pass, and what is due happen in its order. */
  async runTo(atMs) {
    for (;;) {
      let next = null;
      for (const timer of this.#timers.values()) {
        if (!timer.page.isFrozen && timer.atMs <= atMs && (!next || timer.atMs < next.atMs)) next = timer;
      }
      if (!next) break;
      this.elapsedMs = Math.max(this.elapsedMs, next.atMs);
      if (next.everyMs === null) this.#timers.delete(next.id);
      else next.atMs = this.elapsedMs + Math.max(1, next.everyMs);
      next.page.guard(next.run);
      await settle();
    }
    this.elapsedMs = atMs;
    await settle();
  }
}

/** Lets promises and what hangs from them come to rest. */
export async function settle() {
  for (let i = 0; i < 4; i++) await null;
  await new Promise((resolve) => setImmediate(resolve));
}
