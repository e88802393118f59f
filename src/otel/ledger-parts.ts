import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import type { Books } from './delivery-books.ts';
import type { LedgerClock } from './ledger-clock.ts';
import type { LedgerConsent } from './ledger-consent.ts';
import type { LedgerKeeper } from './ledger-keeper.ts';

/** What the parts of a ledger share. */
export interface LedgerParts {
  readonly sessions: TelemetrySessions;
  readonly delivery: Delivery;
  readonly clock: LedgerClock;
  /** How long after a session's end records of its time may still come, in milliseconds. */
  readonly graceMs: number;
  readonly books: Books;
  readonly keeper: LedgerKeeper;
  readonly consent: LedgerConsent;
  /** Has the processors hand over what they hold; never rejects. */
  readonly flush: () => Promise<void>;
}
