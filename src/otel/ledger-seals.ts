import type { TelemetrySessions } from '../api/session-provider.ts';
import { sealedIn, sealedOf } from './delivery-events.ts';
import { emitterOf } from './event-emitter.ts';
import type { LedgerSeal } from './ledger-text.ts';

/** Sends the seals that are this context's to send, until an exporter took them. */
export interface SealSender {
  /** @param isAnswered an exporter is watched, so that it is sent again until that took it */
  send(id: string, seal: LedgerSeal, isAnswered: boolean): void;
  /** An exporter answered for these session events. */
  answered(isDelivered: boolean, uids: readonly string[]): void;
  forget(): void;
}

/** @param acknowledge an exporter took the seal of this session */
export function createSealSender(sessions: TelemetrySessions, acknowledge: (id: string) => void): SealSender {
  const seals = new Map<string, LedgerSeal>();
  /** Those of them that an exporter refused. */
  const refused = new Set<string>();
  const emit = (id: string, seal: LedgerSeal) => emitterOf(sessions).add(sealedOf(id, seal));
  const sendAgain = () => {
    for (const id of [...refused]) {
      const seal = seals.get(id);
      if (seal) emit(id, seal);
    }
    refused.clear();
  };
  return {
    send(id, seal, isAnswered) {
      if (isAnswered) seals.set(id, seal);
      emit(id, seal);
    },
    answered(isDelivered, uids) {
      const ids = uids.flatMap((uid) => sealedIn(uid) ?? []);
      for (const id of ids) {
        if (!isDelivered) refused.add(id);
        else if (seals.delete(id)) {
          refused.delete(id);
          acknowledge(id);
        }
      }
      if (isDelivered) sendAgain();
    },
    forget() {
      seals.clear();
      refused.clear();
    },
  };
}
