import type { TelemetrySessions } from '../api/session-provider.ts';
import type { Announcements } from './announcements.ts';
import type { Engine } from './engine.ts';
import type { Intake } from './intake.ts';
import type { Settlement } from './settlement.ts';
import type { Timekeeper } from './timekeeper.ts';

export interface ShutDownOptions {
  readonly engine: Engine;
  readonly told: Announcements;
  readonly intake: Intake;
  readonly settlement: Settlement;
  readonly timekeeper: Timekeeper;
  readonly mayLeave: NonNullable<TelemetrySessions['mayLeave']>;
}

/** Ends the live session. @returns when the store has that, or is given up, and all was told that may be told */
export async function shutDown({ engine, told, intake, settlement, timekeeper, mayLeave }: ShutDownOptions): Promise<void> {
  intake.close();
  intake.send({ type: 'session.shutdown', atMs: timekeeper.now() });
  if (mayLeave() === 'now') await Promise.race([settlement.journal.idle(), new Promise<void>((resolve) => settlement.whenFinal(resolve))]);
  settlement.finalize();
  timekeeper.stop();
  await new Promise<void>((resolve) => told.queue.afterDelivery(resolve));
  engine.stop();
}
