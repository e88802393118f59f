import { createFileStore } from '../../src/node/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { describeStore } from '../support/store-contract.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

describeStore('a file store', () => createFilePlace(), { knowsContexts: true });
describeStore('a file store that polls', () => createFilePlace(5), { knowsContexts: true });
describeStore('a memory store', () => {
  const store = createMemoryStore();
  return { open: () => store };
});

function createFilePlace(pollEveryMs?: number) {
  const folder = createTemporaryFolder();
  return {
    open: (contextId: string) => createFileStore(folder.path, { contextId, ...(pollEveryMs && { pollEveryMs }) }),
    close: folder.remove,
  };
}
