import type { LiveSession, SessionChange } from '../../machines/session.ts';
import type { SessionCore } from './session-core.ts';

/** Whoever is told of a stream, by either kind of observable. */
interface Subscriber<T> {
  next(value: T): void;
  complete(): void;
}
/** Begins to tell. @returns stop */
type Start<T> = (subscriber: Subscriber<T>) => () => void;

/** What the two streams of a provider do, whatever library they are made with. */
export interface Streams {
  readonly changes: Start<SessionChange>;
  readonly current: Start<LiveSession | null>;
  /** As the provider's own; the streams complete after it. */
  shutdown(): Promise<void>;
}

export function createStreams(core: Pick<SessionCore, 'subscribe' | 'getSession' | 'shutdown'>): Streams {
  const completions = new Set<() => void>();
  const { shutdown } = core;
  let closed: Promise<void> | undefined;
  let isOver = false;
  const until = (complete: () => void, stop: () => void) => {
    if (isOver) complete();
    completions.add(complete);
    return () => {
      completions.delete(complete);
      stop();
    };
  };
  return {
    changes: (subscriber) =>
      until(
        () => subscriber.complete(),
        core.subscribe((change) => subscriber.next(change)),
      ),
    current(subscriber) {
      let last: LiveSession | null | undefined;
      const next = () => {
        const session = core.getSession();
        const live = session?.endTimeMs === null ? session : null;
        if (last !== undefined && last?.id === live?.id && last?.revision === live?.revision) return;
        last = live;
        subscriber.next(live);
      };
      next();
      return until(() => subscriber.complete(), core.subscribe(next));
    },
    shutdown() {
      closed ??= shutdown().then(() => {
        isOver = true;
        for (const complete of [...completions]) complete();
      });
      return closed;
    },
  };
}
