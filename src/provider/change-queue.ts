import type { SessionChange } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';
import { createListeners } from './listeners.ts';

/** Delivers changes, each once, first in first out, never within the call that caused them, and only those that are final. */
export interface ChangeQueue {
  push(change: SessionChange): void;
  length(): number;
  /** Lets the first `count` go, in the next microtask. @returns them */
  release(count: number): readonly SessionChange[];
  /** Takes back what was not released. @returns it */
  revoke(): readonly SessionChange[];
  /** Puts another in the place of each that was not released. */
  revise(next: (change: SessionChange) => SessionChange): void;
  /** Forgets those that neither start nor end a session, but for the last. */
  thin(): void;
  subscribe(listener: (change: SessionChange) => void): () => void;
  /** Runs once all that is queued now has been delivered. */
  afterDelivery(run: () => void): void;
  /** The change being delivered. */
  readonly current: SessionChange | null;
}

export function createChangeQueue(reporter: Reporter): ChangeQueue {
  const listeners = createListeners<SessionChange>((error, { type }) => reporter.warn(`a subscriber threw on the change "${type}"`, error));
  let waiting: SessionChange[] = [];
  let released: (SessionChange | (() => void))[] = [];
  let isScheduled = false;

  const deliver = (change: SessionChange) => {
    queue.current = change;
    listeners.tell(change);
    queue.current = null;
  };
  const drain = () => {
    isScheduled = false;
    for (let next = released.shift(); next !== undefined; next = released.shift()) {
      if (typeof next === 'function') next();
      else deliver(next);
    }
  };
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    void Promise.resolve().then(drain);
  };
  const queue: ChangeQueue & { current: SessionChange | null } = {
    current: null,
    push: (change) => waiting.push(change),
    length: () => waiting.length,
    release(count) {
      const going = waiting.slice(0, count);
      if (going.length === 0) return going;
      released = [...released, ...going];
      waiting = waiting.slice(count);
      schedule();
      return going;
    },
    revoke() {
      const revoked = waiting;
      waiting = [];
      return revoked;
    },
    revise(next) {
      waiting = waiting.map(next);
    },
    thin() {
      const isKept = /^(started|resumed|ended)$/;
      waiting = waiting.filter(({ type }, i) => isKept.test(type) || i === waiting.length - 1);
    },
    subscribe: listeners.add,
    afterDelivery(run) {
      released.push(run);
      schedule();
    },
  };
  return queue;
}
