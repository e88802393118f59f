import type { TelemetrySessions } from '../api/session-provider.ts';

/** What a person allows, where one is asked. */
export interface LedgerConsent {
  /** Nothing may be counted, stored or sent. */
  isRefused(): boolean;
  /** Waits for what needs the store, but not for a store that opens only with a consent: an app that is flushed must not hang. */
  wait(work: () => Promise<unknown>): Promise<void>;
}

/** @param forget runs when a consent is refused or taken back */
export function createLedgerConsent(sessions: TelemetrySessions, forget: () => void): LedgerConsent {
  const waiting = new Set<() => void>();
  const mayLeave = () => sessions.mayLeave?.() ?? 'now';
  sessions.watchMayLeave?.(() => {
    if (mayLeave() === 'now') return;
    for (const giveUp of waiting) giveUp();
    if (mayLeave() === 'never') forget();
  });
  return {
    isRefused: () => mayLeave() === 'never',
    async wait(work) {
      if (mayLeave() !== 'now') return;
      let giveUp = () => {};
      const refusal = new Promise<void>((resolve) => {
        giveUp = resolve;
      });
      waiting.add(giveUp);
      await Promise.race([work(), refusal]).finally(() => waiting.delete(giveUp));
    },
  };
}
