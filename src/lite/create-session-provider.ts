import { parsePolicy } from '../../machines/parse-policy.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { LiveSession, SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { defaultPolicy } from '../policies/default.ts';
import { checkOptions } from '../provider/check-options.ts';
import type { CoreOptions } from '../provider/core-options.ts';
import { createReporter } from '../provider/diagnostics.ts';
import { createSessionCore, type SessionCore } from '../provider/session-core.ts';
import { createStreams } from '../provider/streams.ts';
import { createObservable, type LiteObservable } from './observable.ts';

export interface SessionProviderOptions extends Omit<CoreOptions, 'policy'> {
  /** When sessions start, go on and end. Default: 30 minutes of inactivity, 4 hours at the most. */
  readonly policy?: SessionPolicy;
}

/** Sessions of one scope, live, as those of `sessionchart`, without the actor. */
export interface Sessions extends SessionCore {
  /** Every change, hot. Completes after `shutdown`, never errs; a subscriber that throws is reported to `diag`. */
  readonly session$: LiteObservable<SessionChange>;
  /** The live session, `null` where there is none; replays the present value. Completes after `shutdown`. */
  readonly current$: LiteObservable<LiveSession | null>;
}

/**
 * Begins to keep sessions, on the stepper.
 *
 * @throws PolicyError listing every fault of the policy; TypeError naming an option that is not what was expected. After that nothing throws.
 */
export function createSessionProvider({ policy = defaultPolicy, ...options }: SessionProviderOptions = {}): Sessions {
  checkOptions(options);
  const reporter = createReporter(options.diagnostics);
  const core = createSessionCore({ ...options, policy: parsePolicy(policy) }, startSteps);
  const streams = createStreams(core);
  const report = (error: unknown) => reporter.warn('a subscriber threw', error);
  return Object.assign(core, {
    session$: createObservable(streams.changes, report),
    current$: createObservable(streams.current, report),
    shutdown: streams.shutdown,
  });
}
