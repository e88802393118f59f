import type { Delivery } from '../api/session-provider.ts';
import type { SealFacts } from './ledger-seal.ts';
import type { Ledger } from './ledger-text.ts';

/**
 * Asks what has to be known before sessions are sealed: who lives, and what the sessions' own records say. Where others
 * took part it asks twice, as silence proves little: a page that works hard answers late.
 */
export async function gatherFacts(delivery: Delivery, known: Ledger, ids: readonly string[]): Promise<ReadonlyMap<string, SealFacts>> {
  const listed = await delivery.listSessions().catch(() => []);
  const contextsOf = (id: string) => listed.find((session) => session.id === id)?.contexts ?? null;
  const isOwn = (context: string) => context === delivery.contextId;
  const isAlone = ids.every((id) => [...Object.keys(known.sessions[id]?.contexts ?? {}), ...(contextsOf(id) ?? [])].every(isOwn));
  const alive = await livingContexts(delivery, isAlone ? 1 : 2);
  return new Map(
    ids.map((id) => {
      const isOver = listed.some((session) => session.id === id && session.endTimeMs !== null);
      return [id, { contexts: contextsOf(id), alive, isOver, mayGiveUp: true }];
    }),
  );
}

/** @returns `null` where the store does not even know this context, and so nothing of others */
async function livingContexts(delivery: Delivery, times: number): Promise<ReadonlySet<string> | null> {
  const alive = new Set<string>();
  for (let i = 0; i < times; i++) {
    const answered = await delivery.liveContexts().catch(() => new Set<string>());
    if (!answered.has(delivery.contextId)) return null;
    for (const id of answered) alive.add(id);
  }
  return alive;
}
