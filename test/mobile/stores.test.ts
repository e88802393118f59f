import { describeStore } from '../support/store-contract.ts';
import { createDevice } from './device.ts';
import { STORAGES } from './open-store.ts';

for (const { name, open } of STORAGES) {
  const createPlace = () => {
    const process = createDevice().boot();
    return { open: (contextId: string) => open(process, contextId) };
  };
  describeStore(name, createPlace, { knowsContexts: true });
}
