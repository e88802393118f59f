import { barePlatform, type Platform, type PlatformConsent, type PlatformHost, systemClock } from '../provider/platform.ts';
import { createGuardedStore, type GuardedStore } from './guarded-store.ts';

export type ConsentState = 'undecided' | 'granted' | 'revoked';

export interface ConsentOptions {
  /**
   * What happens until somebody decides. `memory`: sessions and telemetry are kept in memory, and adopted by the grant;
   * `nothing`: nothing is recorded at all. Default `memory`.
   */
  readonly before?: 'memory' | 'nothing';
  /** Whether consent was given before, as the app or its consent manager remembers. Default `false`, which is not yet a refusal. */
  readonly granted?: boolean;
}

/** A person's consent, for the providers on its platform. */
export interface Consent {
  /** The platform to give to `createSessionProvider`. */
  readonly platform: Platform;
  readonly state: ConsentState;
  /** What was held is adopted, stored and sent; a session that is live in the store is joined. */
  grantConsent(): void;
  /**
   * Ends the session (`app.consent_revoked`), forgets what is held, wipes what is stored, and records nothing until the
   * next grant; in all contexts that share the store. As a refusal it may be called first, and as often as one likes.
   *
   * @returns whether all that was stored here is gone; `false` where the storage failed, which `diag` hears, too
   */
  revokeConsent(): Promise<boolean>;
  /** Tells of each change of `state`, also of one that another context made. @returns stop */
  subscribe(listener: (state: ConsentState) => void): () => void;
}

/**
 * Keeps a platform's sessions and telemetry to this process until somebody consents. Whether they did is the app's to
 * remember, or its consent manager's: this keeps nothing.
 *
 * @param platform default: one that reports its load and nothing else, as without a platform
 * @throws TypeError naming an option that is not what was expected.
 */
export function withConsent(platform: Platform = barePlatform, options: ConsentOptions = {}): Consent {
  checkOptions(options);
  const { before = 'memory', granted = false } = options;
  const clock = platform.clock ?? systemClock;
  const guards = new Set<GuardedStore>();
  const runs = new Set<() => void>();
  const listeners = new Set<(state: ConsentState) => void>();
  let warn: PlatformHost['warn'] = () => {};
  let grantedMs = -Infinity;
  let mode: ReturnType<PlatformConsent['mayLeave']>;

  const modeOf = (state: ConsentState) => {
    if (state === 'granted') return 'now';
    return state === 'undecided' && before === 'memory' ? 'later' : 'never';
  };
  const enter = (state: ConsentState) => {
    if (mode === 'never') grantedMs = clock.now();
    consent.state = state;
    mode = modeOf(state);
    platform.allowStorage?.(mode === 'now');
    for (const guard of guards)
      if (mode === 'now') guard.open();
      else guard.close();
    for (const run of [...runs]) run();
    for (const listener of [...listeners]) {
      try {
        listener(state);
      } catch (error) {
        warn('a listener threw when consent changed', error);
      }
    }
  };
  const erase = async () => (await Promise.all([...guards].map((guard) => guard.erase()))).every(Boolean);
  const consent: Consent & { state: ConsentState } = {
    state: granted ? 'granted' : 'undecided',
    platform: {
      ...platform,
      consent: {
        mayLeave: () => mode,
        guard(make, warnHost) {
          warn = warnHost;
          const guard = createGuardedStore(make, () => void consent.revokeConsent(), warn);
          guards.add(guard);
          if (mode === 'now') guard.open();
          else if (consent.state === 'revoked') void guard.erase();
          return guard;
        },
        subscribe(run) {
          runs.add(run);
          return () => runs.delete(run);
        },
      },
      watch(report, host) {
        let stop: (() => void) | undefined;
        const turn = () => {
          if (mode === 'never') {
            stop?.();
            stop = undefined;
          } else {
            // What was before the grant is not recorded afterwards either: the load of a page, say.
            stop ??= platform.watch?.((trigger, atMs) => report(trigger, atMs && Math.max(atMs, grantedMs)), host);
          }
        };
        runs.add(turn);
        turn();
        return () => {
          runs.delete(turn);
          stop?.();
        };
      },
    },
    grantConsent() {
      if (consent.state !== 'granted') enter('granted');
    },
    revokeConsent() {
      if (consent.state !== 'revoked') enter('revoked');
      return erase();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  mode = modeOf(consent.state);
  platform.allowStorage?.(mode === 'now');
  return consent;
}

function checkOptions({ before, granted }: { readonly [K in keyof ConsentOptions]: unknown }): void {
  const faults = [
    before === undefined ||
      before === 'memory' ||
      before === 'nothing' ||
      `before: expected "memory" or "nothing", came ${JSON.stringify(before)}`,
    granted === undefined || typeof granted === 'boolean' || `granted: expected a boolean, came ${JSON.stringify(granted)}`,
  ].filter((fault) => fault !== true);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}
