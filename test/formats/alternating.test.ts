/** Releases of this library take turns on one store, as where an app is updated, or two apps of a device have different ones. */
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { createRandom } from '../node/damaged-texts.ts';
import { createMortalStore } from '../node/mortal-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';
import { fieldsOfLater, keysIn, newer, next, older, present, type Release, storeOf } from './versions.ts';

const STORIES = 25;
const STARTS = 30;
const SLOTS = ['session', 'history'] as const;

/** A device on which one release follows the other, and a back end. */
function createDevice(seed: number) {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const clock = createManualClock();
  const texts = createMemoryStore();
  const generateId = counter();
  const received = new Map<string, number>();
  const started: string[] = [];
  const ordinals: number[] = [];
  const warnings: string[] = [];
  let starts = 0;
  const start = (release: Release) => {
    const name = `p${++starts}`;
    const store = createMortalStore(storeOf(release, { ...texts, liveContexts: async () => new Set([name]) }));
    const watched = watch({ store, clock, policy: testPolicy, generateId, platform: { contextId: name, ...load } });
    const { sessions } = watched;
    const { outbox } = sessions.delivery ?? {};
    if (!outbox) throw new Error('a provider with a store has an outbox');
    const receive = (uid: string) => {
      received.set(uid, (received.get(uid) ?? 0) + 1);
      outbox.emitted(uid);
    };
    outbox.open(({ uid }) => receive(uid));
    sessions.subscribe(({ type, session }) => {
      if (type === 'started') {
        started.push(session.id);
        ordinals.push(session.ordinal);
      }
      const uid = type === 'started' ? `${session.id}:start` : type === 'ended' ? `${session.id}:end` : '';
      if (outbox.claim(uid)) receive(uid);
    });
    return { ...watched, kill: () => store.kill() };
  };
  const work = async ({ sessions }: ReturnType<typeof start>) => {
    for (let i = Math.floor(random() * 6); i > 0; i--) {
      const what = random();
      if (what < 0.4) sessions.notify('input.click');
      else if (what < 0.6) sessions.setMetadata({ [pick(['user.id', 'plan'])]: pick(['a', 'b', null]) });
      else if (what < 0.8) sessions.stamp(pick(['traces', 'logs']));
      else if (what < 0.9) sessions.end();
      await clock.advance(random() * 5 * MINUTE_MS);
    }
    await clock.advance(3_000);
  };
  /** @returns what it warned of */
  const live = async (release: Release, leave: 'killed' | 'closed' | 'shut down' = pick(['killed', 'closed'])) => {
    const app = start(release);
    await settle();
    await work(app);
    if (leave === 'shut down') await app.sessions.shutdown();
    if (leave === 'closed') app.sessions.notify('unload');
    await settle();
    app.kill();
    await clock.sleep(pick([MINUTE_MS, 10 * MINUTE_MS, 31 * MINUTE_MS, 300 * MINUTE_MS]));
    warnings.push(...app.warnings);
    return app;
  };
  return { clock, texts, pick, live, received, started, ordinals, warnings };
}
type Device = ReturnType<typeof createDevice>;

/** Every session that began has one start and one end, whoever sent them, and no id came twice. */
function expectAllWhole({ started, received }: Device) {
  expect(new Set(started).size).toBe(started.length);
  const events = started.flatMap((id) => [`${id}:start`, `${id}:end`]);
  expect([...received.keys()].sort()).toEqual(events.sort());
}

describe('releases of one format that take turns', () => {
  it(`lose no session, use no id again, and keep each other's fields, in ${STORIES} stories of ${STARTS} starts`, async () => {
    for (let seed = 1; seed <= STORIES; seed++) {
      const device = createDevice(seed);
      const { texts, pick, live, ordinals, warnings } = device;
      let kept = 0;
      for (let i = 0; i < STARTS; i++) {
        const before = SLOTS.map((slot) => fieldsOfLater(texts.peek(slot)));
        await live(pick([older, present, newer]));
        for (const [index, slot] of SLOTS.entries()) {
          const keys = keysIn(texts.peek(slot));
          const stays = Object.entries(before[index] ?? {}).filter(([key]) => keys.has(key));
          expect(fieldsOfLater(texts.peek(slot)), `story ${seed}, start ${i + 1}, ${slot}`).toMatchObject(Object.fromEntries(stays));
          kept += stays.length;
        }
      }
      await live(present, 'shut down');
      expect(kept).toBeGreaterThan(0);
      expect(ordinals).toEqual(ordinals.map((_, i) => i + 1));
      expect(warnings).toEqual([]);
      expectAllWhole(device);
    }
  });
});

describe('a release whose format is later', () => {
  it(`finds its session as it left it, whatever today's did on its own meanwhile, in ${STORIES} stories`, async () => {
    for (let seed = 1; seed <= STORIES; seed++) {
      const device = createDevice(seed);
      const { texts, pick, live, warnings } = device;
      await live(present);
      for (let i = 0; i < STARTS; i++) {
        const release = pick([present, next]);
        const before = SLOTS.map((slot) => texts.peek(slot));
        const isForeign = before[0]?.startsWith('{"version":2') === true;
        const isGuest = release === present && isForeign;
        const { warnings: said } = await live(release, isGuest ? 'shut down' : undefined);
        if (isGuest) expect(SLOTS.map((slot) => texts.peek(slot))).toEqual(before);
        expect(said.filter((warning) => !warning.includes('a later version owns'))).toEqual([]);
        if (isGuest) expect(said.filter((warning) => warning.includes('owns the stored session'))).toHaveLength(1);
      }
      await live(next, 'shut down');
      expect(texts.peek('unreadable')).toBeNull();
      expect(warnings.length).toBeGreaterThan(0);
      expectAllWhole(device);
    }
  });
});
