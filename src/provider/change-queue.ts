import type { SessionChange } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';
import { createListeners } from './listeners.ts';

/** Delivers changes, each once, first in first out, never within the call that caused them. */
export interface ChangeQueue {
  /** Lets them go, in the next microtask. */
  deliver(changes: readonly SessionChange[]): void;
  subscribe(listener: (change: SessionChange) => void): () => void;
  /** Runs once all that is queued now has been delivered. */
  afterDelivery(run: () => void): void;
  /** The change being delivered. */
  readonly current: SessionChange | null;
}

export function createChangeQueue(reporter: Reporter): ChangeQueue {
  const listeners = createListeners<SessionChange>((error, { type }) => reporter.warn(`a subscriber threw on the change "${type}"`, error));
  const steps: (() => void)[] = [];

  const drain = () => {
    for (let step = steps[0]; step !== undefined; step = steps[0]) {
      step();
      steps.shift();
    }
  };
  const add = (step: () => void) => {
    // Whoever comes while others are under way is one of them.
    if (steps.push(step) === 1) void Promise.resolve().then(drain);
  };
  const queue: ChangeQueue & { current: SessionChange | null } = {
    current: null,
    deliver(changes) {
      for (const change of changes) {
        add(() => {
          queue.current = change;
          listeners.tell(change);
          queue.current = null;
        });
      }
    },
    subscribe: listeners.add,
    afterDelivery: add,
  };
  return queue;
}
