import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, type ManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, type Watched, watch } from '../support/watch.ts';

const CONTEXTS = 3;
const MAX_TRANSACTIONS = 2_000;
/** Transactions of one store happen one after the other, each some time after it was asked for, as in IndexedDB. */
function slow(store: SessionStore, clock: ManualClock, delaysMs: readonly number[], canPeek: boolean): SessionStore {
  let asked = 0;
  const { writeNow } = store;
  return {
    ...store,
    ...(writeNow && { writeNow: (slot, text) => canPeek && writeNow(slot, text) }),
    peek: (slot) => (canPeek ? store.peek(slot) : null),
    update: async (slot, next) => {
      if (asked > MAX_TRANSACTIONS) throw new Error('contexts never come to rest');
      const delayMs = delaysMs[asked++ % delaysMs.length] ?? 0;
      if (delayMs > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, delayMs));
      return store.update(slot, next);
    },
  };
}

type Act = 'click' | 'minutes' | 'hide' | 'show' | 'metadata' | 'end' | 'restart';
const acts = fc.record({
  context: fc.nat({ max: CONTEXTS - 1 }),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Act>('click') },
    { weight: 4, arbitrary: fc.constant<Act>('minutes') },
    { weight: 1, arbitrary: fc.constantFrom<Act>('hide', 'show', 'metadata', 'end', 'restart') },
  ),
  amount: fc.constantFrom(0.001, 1, 10, 29, 30, 31, 90),
});

/** Each session that a context told of: started or resumed once, ended once, one at a time. */
function judgeStream(changes: readonly SessionChange[]): void {
  let live: string | null = null;
  const over = new Set<string>();
  for (const { type, session } of changes) {
    expect(over.has(session.id)).toBe(false);
    if (type === 'started' || type === 'resumed') {
      expect(live).toBeNull();
      live = session.id;
    } else if (type === 'ended') {
      expect([session.id, null]).toContain(live ?? session.id);
      over.add(session.id);
      live = null;
    } else expect(session.id).toBe(live);
  }
}

const POLICIES: readonly SessionPolicy[] = [
  testPolicy,
  {
    ...testPolicy,
    then: 'renew',
    endAfter: { inactivity: { ms: 15 * MINUTE_MS }, background: { ms: 3 * MINUTE_MS }, duration: { ms: 60 * MINUTE_MS } },
  },
];

interface Play {
  readonly policy: SessionPolicy;
  readonly steps: readonly { context: number; act: Act; amount: number }[];
  readonly delays: readonly number[];
  readonly canPeek: boolean;
}
async function play({ policy, steps, delays, canPeek }: Play) {
  const clock = createManualClock();
  const store = createMemoryStore();
  const opened: Watched[] = [];
  const open = (name: string) => {
    const watched = watch({
      clock,
      policy,
      store: slow(store, clock, delays, canPeek),
      generateId: counter(`${name}-`),
      platform: { contextId: name, ...load },
    });
    opened.push(watched);
    return watched;
  };
  const contexts = Array.from({ length: CONTEXTS }, (_, i) => open(`${i}`));
  for (const { context, act, amount } of steps) {
    const { sessions } = contexts[context] as Watched;
    if (act === 'click') sessions.notify('input.click');
    else if (act === 'minutes') await clock.advance(amount * MINUTE_MS);
    else if (act === 'hide') sessions.notify('background');
    else if (act === 'show') sessions.notify('foreground');
    else if (act === 'metadata') sessions.setMetadata({ [`k${context}`]: amount });
    else if (act === 'end') sessions.end();
    else contexts[context] = open(`${context}.${opened.length}`);
  }
  await clock.advance(10_000);
  await settle();
  return { contexts, opened };
}

it('agrees among contexts on every session, its end and what is live, whatever they do and however slow the store is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        policy: fc.constantFrom(...POLICIES),
        steps: fc.array(acts, { minLength: 5, maxLength: 40 }),
        delays: fc.array(fc.constantFrom(0, 0, 5, 40, 300), { minLength: 1, maxLength: 7 }),
        canPeek: fc.boolean(),
      }),
      async (scenario) => {
        const { contexts, opened } = await play(scenario);
        for (const { changes, warnings } of opened) {
          judgeStream(changes);
          expect(warnings).toEqual([]);
        }
        expect(new Set(contexts.map(({ sessions }) => sessions.getSessionId())).size).toBe(1);
        const told = opened.flatMap(({ changes }) => changes);
        expect(told.filter(({ session }) => session.endReason === 'superseded')).toEqual([]);
        const starts = told.filter(({ type }) => type === 'started').map(({ session }) => session.id);
        expect(starts).toEqual([...new Set(starts)]);
        const ends = new Map<string, string>();
        for (const { type, session } of told) {
          if (type !== 'ended') continue;
          const end = `${session.endTimeMs} ${session.endReason} ${session.lapseTimeMs}`;
          expect([session.id, end]).toEqual([session.id, ends.get(session.id) ?? end]);
          ends.set(session.id, end);
        }
      },
    ),
    { numRuns: 120 },
  );
});
