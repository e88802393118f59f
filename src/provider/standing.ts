import { recordOf } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession } from '../../machines/session.ts';
import type { Amendments } from './amendments.ts';
import type { Announcements } from './announcements.ts';
import type { Engine } from './engine.ts';
import type { Snapshot } from './journal.ts';
import type { ProviderOutbox } from './outbox.ts';

export interface StandingOptions {
  readonly policy: SessionPolicy;
  readonly engine: Engine;
  readonly told: Announcements;
  readonly amendments: Amendments;
  readonly outbox: ProviderOutbox;
}

/** Where this context stands towards the others of its scope, and so what it brings to a transaction. */
export interface Standing {
  /** What the store held when we last looked; of one that follows nobody, what it last told or took. */
  base: SessionRecord | null;
  /** This context has looked at what others left. */
  hasJoined: boolean;
  /** What began since has left this process. */
  isForced: boolean;
  /** Grows with what puts a look at this context out of date: changes that left early, a record that was taken. */
  epoch: number;
  /** Ended by a context that closed before its store had it; nobody was told yet. */
  left: readonly EndedSession[];
  /** Of two that begin in the same instant one wins, whatever the policy. */
  follows(): boolean;
  look(): Snapshot;
}

export function createStanding({ policy, engine, told, amendments, outbox }: StandingOptions): Standing {
  /** When this context follows what another did. */
  const { adopt = 'at-once' } = policy;
  /** Where no more than a start is stored, the rest of a session is its end. */
  const toStore = (own: SessionRecord | null) =>
    policy.persist === 'start' && own?.endReason === null && own.id === standing.base?.id ? standing.base : own;
  const standing: Standing = {
    base: null,
    hasJoined: false,
    isForced: false,
    epoch: 0,
    left: [],
    follows() {
      const { base, hasJoined } = standing;
      if (!hasJoined) return false;
      if (base === null || adopt === 'at-once') return true;
      // Its own next activity begins a session, which gives way to the one that is there.
      if (adopt === 'on-activity') return engine.liveId !== null;
      return adopt === 'on-lapse' && (engine.liveId === null || engine.liveId !== base.id);
    },
    look() {
      engine.pulse.flush();
      const { base, isForced, epoch, left } = standing;
      return {
        record: toStore(recordOf(engine.context)),
        base,
        isFinal: isForced,
        follows: standing.follows(),
        ended: told.ended(),
        left,
        amendments: amendments.pending(),
        sender: outbox.sender(),
        marks: { epoch, events: engine.mark(), changes: told.waiting(), ended: told.ended().length },
      };
    },
  };
  return standing;
}
