import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';

/** The same texts, seen only by transactions: what a context knew without waiting is nothing. */
export const blind = (store: SessionStore): SessionStore => ({ ...store, peek: () => null });
/** What a process that was killed left behind. */
export const copy = (store: SessionStore): SessionStore => {
  const left = createMemoryStore();
  for (const slot of ['session', 'history'] as const) left.writeNow?.(slot, store.peek(slot) ?? '{"version":1}');
  return left;
};
