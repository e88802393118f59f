import type { SessionPolicy } from '../../machines/policy.ts';
import type { TelemetrySessions } from '../api/session-provider.ts';
import type { Engine } from './engine.ts';
import type { Intake } from './intake.ts';
import type { Reader } from './reader.ts';
import type { SessionClock } from './session-clock.ts';
import type { Settlement } from './settlement.ts';
import type { Timekeeper } from './timekeeper.ts';

export interface MembershipOptions {
  readonly policy: SessionPolicy;
  readonly engine: Engine;
  readonly time: SessionClock;
  readonly timekeeper: Timekeeper;
  readonly reader: Reader;
  readonly settlement: Settlement;
  readonly intake: Intake;
  readonly mayLeave: NonNullable<TelemetrySessions['mayLeave']>;
  /** Start of this context, where the platform knows it. */
  readonly startTimeMs: number | undefined;
}

/** That this context takes part in what others of its scope do: from when the policy says so, as far as a person lets it. */
export interface Membership {
  /** Looks at what others left, if that has not been done. */
  join(): void;
  /** A context that waits for somebody to do something joins no sooner. */
  joinAtOnce(): void;
  /** Looks at what a person wants: of what is held everything goes on, of what was refused nothing is left. */
  heed(): void;
  /** Another context wrote, or may have while this one slept. */
  hearForeign(hasSlept?: boolean): void;
}

export function createMembership(options: MembershipOptions): Membership {
  const { policy, engine, time, timekeeper, reader, settlement, intake, mayLeave } = options;
  let hasJoined = false;
  const join = () => {
    if (hasJoined) return;
    hasJoined = true;
    const left = settlement.peek()?.session;
    if (left) time.goOnFrom(left.seenTimeMs);
    settlement.restore(options.startTimeMs ?? timekeeper.trustedMs);
    if (left) reader.restored(left, time.now());
    if (time.hasStepped()) timekeeper.check();
  };
  const joinAtOnce = () => {
    if (policy.adopt !== 'on-first-activity') join();
  };
  return {
    join,
    joinAtOnce,
    heed() {
      const wish = mayLeave();
      settlement.hold(wish === 'later');
      intake.record(wish !== 'never');
      if (wish === 'never') {
        const nowMs = time.now();
        if (engine.liveId !== null && nowMs >= engine.pulse.deadlineMs) engine.hear({ type: 'session.tick', atMs: nowMs });
        settlement.withdraw(Math.max(nowMs, engine.context.seenTimeMs), 'app.consent_revoked');
      } else if (engine.context.ordinal === 0) {
        hasJoined = false;
        joinAtOnce();
      }
      settlement.journal.commit();
      timekeeper.arm();
    },
    hearForeign(hasSlept) {
      if ((policy.adopt ?? 'at-once') !== 'at-once') return;
      // A prerendered page knows of nothing until somebody sees it; one that wakes up may be clicked at once.
      if (engine.context.ordinal === 0) settlement.catchUp(timekeeper.now());
      else if (hasSlept) settlement.takeUp();
      settlement.journal.commit();
    },
  };
}
