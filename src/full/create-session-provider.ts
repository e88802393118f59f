import type { Observable } from 'rxjs';
import { parsePolicy } from '../../machines/parse-policy.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { LiveSession, SessionChange } from '../../machines/session.ts';
import { defaultPolicy } from '../policies/default.ts';
import { checkOptions } from '../provider/check-options.ts';
import type { CoreOptions } from '../provider/core-options.ts';
import { createReporter } from '../provider/diagnostics.ts';
import { createSessionCore, type SessionCore } from '../provider/session-core.ts';
import { createStreams } from '../provider/streams.ts';
import { type Inspect, type SessionActor, startActor } from './actor-runner.ts';
import { GuardedObservable } from './guarded-observable.ts';

export interface SessionProviderOptions extends Omit<CoreOptions, 'policy'> {
  /** When sessions start, go on and end. Default: 30 minutes of inactivity, 4 hours at the most. */
  readonly policy?: SessionPolicy;
  /** Handed to XState's `createActor`, for an inspector. */
  readonly inspect?: Inspect;
}

/** Sessions of one scope, live. */
export interface Sessions extends SessionCore {
  /**
   * Every change, hot: nothing is replayed, and nothing is delivered within the call that caused it, so whoever subscribes
   * in the tick that created the provider misses nothing. Completes after `shutdown`, never errs. A subscriber that throws
   * is reported to `diag`; its siblings and the host do not notice.
   */
  readonly session$: Observable<SessionChange>;
  /** The live session, `null` where there is none; replays the present value. Completes after `shutdown`. */
  readonly current$: Observable<LiveSession | null>;
  /** The actor that runs the chart, for inspectors; send it nothing. */
  readonly actor: SessionActor;
}

/**
 * Begins to keep sessions.
 *
 * @throws PolicyError listing every fault of the policy; TypeError naming an option that is not what was expected. After that nothing throws.
 */
export function createSessionProvider({ policy = defaultPolicy, inspect, ...options }: SessionProviderOptions = {}): Sessions {
  checkOptions(options);
  const reporter = createReporter(options.diagnostics);
  let actor: SessionActor | undefined;
  const start = startActor(
    inspect,
    (error) => reporter.warnOnce('an inspector threw', error),
    (started) => {
      actor = started;
    },
  );
  const core = createSessionCore({ ...options, policy: parsePolicy(policy) }, start);
  const streams = createStreams(core);
  const report = (error: unknown) => reporter.warn('a subscriber threw', error);
  return Object.assign(core, {
    session$: new GuardedObservable(report, streams.changes),
    current$: new GuardedObservable(report, streams.current),
    shutdown: streams.shutdown,
    actor: actor as SessionActor,
  });
}
