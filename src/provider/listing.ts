import type { EndedSession, LiveSession } from '../../machines/session.ts';
import type { TelemetrySessions } from '../api/session-provider.ts';
import type { Announcements } from './announcements.ts';
import { answered } from './answered.ts';
import { type Reporter, STORE_FAILED } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import type { Clock } from './platform.ts';
import type { Settlement } from './settlement.ts';

export interface ListingOptions {
  readonly engine: Engine;
  readonly told: Announcements;
  readonly settlement: Settlement;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly mayLeave: NonNullable<TelemetrySessions['mayLeave']>;
}

/** What the store keeps of the past and the live session last; without a store that answers, what is known here. Never rejects. */
export function createListing({ engine, told, settlement, clock, reporter, mayLeave }: ListingOptions) {
  return async (): Promise<readonly (LiveSession | EndedSession)[]> => {
    let ended: readonly EndedSession[] | null = null;
    try {
      if (mayLeave() === 'now') ended = await answered(settlement.journal.listEnded(), clock);
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
    }
    return [...(ended ?? told.ended()), ...(engine.liveId === null ? [] : [engine.live()])];
  };
}
