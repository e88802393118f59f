import type { Delivery } from '../api/session-provider.ts';
import { attempt } from './attempt.ts';
import { type Reporter, STORE_FAILED } from './diagnostics.ts';
import type { SessionStore } from './platform.ts';

/** The ledger's text in a store. */
export function createLedgerSlot(store: SessionStore, reporter: Reporter): Pick<Delivery, 'peek' | 'update' | 'updateNow'> {
  const failed = (error: unknown) => reporter.warnOnce(STORE_FAILED, error);
  return {
    peek: () => attempt(() => store.peek('ledger'), failed),
    update: (next) => store.update('ledger', next),
    updateNow(next) {
      const { updateNow, writeNow } = store;
      const isWritten = attempt(() => {
        if (updateNow) updateNow('ledger', next);
        else if (writeNow) writeNow('ledger', next(store.peek('ledger')));
        return Boolean(updateNow ?? writeNow);
      }, failed);
      return isWritten === true;
    },
  };
}
