import type { LiveSession, SessionChange } from '../../machines/session.ts';
import type { SessionProvider, Signal, TelemetrySessions } from '../api/session-provider.ts';
import { createObservable, type LiteObservable } from '../lite/observable.ts';
import type { Reporter } from '../provider/diagnostics.ts';
import { createStreams } from '../provider/streams.ts';
import type { Reading } from './follower.ts';

/** Sessions that somebody else decides on, as a provider of this context. */
export interface FollowedSessions extends TelemetrySessions {
  /** First instant at which the session is over, as far as was told; `-Infinity` where none lives, `Infinity` where nothing ends it. */
  readonly deadlineMs: number;
  /** Every change that is told, hot. Completes after `shutdown`, never errs; RxJS's `from` takes it. */
  readonly session$: LiteObservable<SessionChange>;
  /** The live session, `null` where there is none; replays the present value. Completes after `shutdown`. */
  readonly current$: LiteObservable<LiveSession | null>;
  /** Lets go of the owner, whose session goes on. */
  shutdown(): Promise<void>;
}

/** What is done with what happens here. */
export interface Acts extends Pick<SessionProvider, 'setMetadata' | 'end'> {
  notify: SessionProvider['notify'];
  stamp(signal: Signal, atMs?: number): string | null;
  finalize(): void;
  /** Lets go of the owner. */
  stop(): void;
}

export function createFollowedSessions(reading: Reading, acts: Acts, reporter: Reporter): FollowedSessions {
  const { stop, ...doings } = acts;
  const sessions = Object.assign(reading, doings);
  const streams = createStreams({
    subscribe: sessions.subscribe,
    getSession: sessions.getSession,
    shutdown: async () => stop(),
  });
  const report = (error: unknown) => reporter.warn('a subscriber threw', error);
  return Object.assign(sessions, {
    session$: createObservable(streams.changes, report),
    current$: createObservable(streams.current, report),
    shutdown: streams.shutdown,
  });
}
