import type { Observable } from 'rxjs';
import { parsePolicy } from '../../machines/parse-policy.ts';
import { checkRecord } from '../../machines/parse-record.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { LiveSession, SessionChange } from '../../machines/session.ts';
import { defaultPolicy } from '../policies/default.ts';
import { checkOptions } from '../provider/check-options.ts';
import type { CoreOptions } from '../provider/core-options.ts';
import { createReporter, type Reporter } from '../provider/diagnostics.ts';
import { createSessionCore, type SessionCore } from '../provider/session-core.ts';
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
  const core = createSessionCore({ ...options, policy: parsePolicy(policy) }, start, checkRecord);
  return Object.assign(core, streams(core, reporter), { actor: actor as SessionActor });
}

function streams(core: SessionCore, reporter: Reporter) {
  const report = (error: unknown) => reporter.warn('a subscriber threw', error);
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
  const session$ = new GuardedObservable<SessionChange>(report, (subscriber) =>
    until(
      () => subscriber.complete(),
      core.subscribe((change) => subscriber.next(change)),
    ),
  );
  const current$ = new GuardedObservable<LiveSession | null>(report, (subscriber) => {
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
  });
  return {
    session$,
    current$,
    shutdown(): Promise<void> {
      closed ??= shutdown().then(() => {
        isOver = true;
        for (const complete of [...completions]) complete();
      });
      return closed;
    },
  };
}
