import FakeTimers from '@sinonjs/fake-timers';
import type { SessionPolicy } from '../../machines/policy.ts';
import { audit } from '../../src/tools/audit.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { testPolicy } from '../support/watch.ts';
import { openApp, received, type Sdk } from './delivery-app.ts';
import { type Context, createDeeds } from './delivery-deeds.ts';
import { type Judgement, judgeAll } from './delivery-judgement.ts';
import { createTruths } from './delivery-truth.ts';
import { createDisk, createFreezableClock, createWire, type Random, randomFrom } from './delivery-world.ts';

export interface SimulatedRun {
  readonly seed: number;
  readonly judgements: readonly Judgement[];
  /** What happened, a line each. */
  readonly story: readonly string[];
}

const POLICIES: readonly SessionPolicy[] = [
  testPolicy,
  testPolicy,
  { ...testPolicy, then: 'renew' },
  { ...testPolicy, sampling: { ratio: 0.5, by: 'id' } },
];
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An app's life over several starts and contexts, with faults of the network, of the disk and of itself; all by the seed. */
export async function simulate(seed: number, sdk: Sdk): Promise<SimulatedRun> {
  const clock = FakeTimers.install({ now: EPOCH_MS, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  try {
    return await play(seed, { random: randomFrom(seed), tick: (ms) => clock.tickAsync(ms), sdk });
  } finally {
    clock.uninstall();
  }
}

interface Scene {
  readonly random: Random;
  readonly tick: (ms: number) => Promise<unknown>;
  readonly sdk: Sdk;
}

async function play(seed: number, { random, tick, sdk }: Scene): Promise<SimulatedRun> {
  const story: string[] = [];
  const say = (text: string) => void story.push(`${((Date.now() - EPOCH_MS) / 1_000).toFixed(3)} ${text}`);
  const chance = (percent: number) => random(100) < percent;
  const disk = createDisk(chance(50) ? 'shared' : 'mirrored', random);
  const wire = createWire(random);
  const truths = createTruths(disk, say);
  const alive = new Map<string, Context>();
  const policy = POLICIES[random(POLICIES.length)] ?? testPolicy;
  let [starts, ids, spans] = [0, 0, 0];
  const hex = (length: number) => (++spans).toString(16).padStart(length, '0');
  const idGenerator = { generateTraceId: () => hex(32), generateSpanId: () => hex(16) };

  const open = (): Context => {
    const name = `c${++starts}`;
    const freezable = createFreezableClock();
    const store = disk.open();
    store.liveContexts = async () => new Set([...alive.values()].filter(({ isFrozen }) => !isFrozen).map((one) => one.name));
    const app = openApp({
      sdk,
      name,
      store,
      clock: freezable,
      network: (items, done) => wire.send(items, done),
      policy,
      generateId: () => `s${++ids}`,
      idGenerator,
      maxQueueSize: chance(20) ? 5 : 2_048,
      witness: truths.witnessOf(
        name,
        (id) => app.sessions.finalId(id),
        () => store.ledgerWrites,
      ),
    });
    app.sessions.subscribe(({ type, session }) => {
      truths.told(name, session);
      say(`  ${name} hears ${type} ${session.id} ${session.endReason ?? ''}`);
    });
    const context: Context = { ...app, freezable, store, spans: [], isFrozen: false };
    alive.set(name, context);
    say(`${name} opens`);
    return context;
  };
  const deeds = createDeeds({
    random,
    tick,
    disk,
    wire,
    truths,
    alive,
    open,
    say,
    hasBadDisk: chance(20),
    hasBadNetwork: chance(70),
  });

  open();
  for (let step = 20 + random(80); step > 0; step--) {
    await deeds.next([...alive.values()][random(alive.size)] ?? open());
    if (chance(50)) await tick(random(100));
  }
  say('the faults end');
  wire.weather = 'fine';
  disk.failPercent = 0;
  for (const context of [...alive.values()]) await deeds.leave(context);
  await tick(random(90) * MINUTE_MS);
  const isBack = chance(90);
  if (isBack) {
    const last = open();
    await tick(5 * MINUTE_MS);
    await deeds.leaveInOrder(last);
  }
  truths.end();
  const shuffled = wire.arrived.map((items) => ({ items, order: random(1_000_000) })).sort((a, b) => a.order - b.order);
  const { sessions } = await audit([received(shuffled.map(({ items }) => items))], { nowMs: Date.now() + DAY_MS });
  return { seed, judgements: judgeAll(truths, [...sessions], { items: wire.arrived.flat(), swallowed: wire.swallowed, isBack }), story };
}
