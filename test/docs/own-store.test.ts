/** The store that docs/own-store.md shows, held to what every store keeps to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { SessionStore } from '../../src/index.ts';
import { describeStore } from '../support/store-contract.ts';

interface Shown {
  createTextsStore(texts: {
    get(key: string): Promise<string | null>;
    set(key: string, text: string | null): Promise<void>;
  }): Promise<SessionStore>;
}

const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.docs-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [, code = ''] = /```ts\n([\s\S]*?createTextsStore[\s\S]*?)```/.exec(readFileSync('docs/own-store.md', 'utf8')) ?? [];
const file = join(folder, 'own-store.ts');
writeFileSync(file, code);
const { createTextsStore } = (await import(/* @vite-ignore */ file)) as Shown;

describeStore('the store of the documentation', async () => {
  const kept = new Map<string, string>();
  const store = await createTextsStore({
    get: async (key) => kept.get(key) ?? null,
    async set(key, text) {
      if (text === null) kept.delete(key);
      else kept.set(key, text);
    },
  });
  return { open: () => store };
});
