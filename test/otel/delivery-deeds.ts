import { MINUTE_MS } from '../support/arbitrary.ts';
import type { App } from './delivery-app.ts';
import type { Truths } from './delivery-truth.ts';
import { type createDisk, type createFreezableClock, type createWire, type Random, WEATHERS } from './delivery-world.ts';

/** A context of the app: a tab, a process. */
export interface Context extends App {
  readonly freezable: ReturnType<typeof createFreezableClock>;
  readonly store: { isFrozen: boolean };
  /** That have not ended. */
  readonly spans: { end(): void }[];
  isFrozen: boolean;
}

export interface DeedsOptions {
  readonly random: Random;
  readonly tick: (ms: number) => Promise<unknown>;
  readonly disk: ReturnType<typeof createDisk>;
  readonly wire: ReturnType<typeof createWire>;
  readonly truths: Truths;
  readonly alive: Map<string, Context>;
  readonly open: () => Context;
  readonly say: (text: string) => void;
  readonly hasBadDisk: boolean;
  readonly hasBadNetwork: boolean;
}

/** Whatever can happen to an app. */
export interface Deeds {
  /** Something happens to this context. */
  next(context: Context): Promise<void>;
  leaveInOrder(context: Context): Promise<void>;
  /** Somehow. */
  leave(context: Context): Promise<void>;
}

/** An SDK waits half a minute for each answer, an operating system not that long for a process. */
const SHUTDOWN_MS = 60_000;
/** More than a queue holds in some runs. */
const BURST = 8;

export function createDeeds({ random, tick, disk, wire, truths, alive, open, say, hasBadDisk, hasBadNetwork }: DeedsOptions): Deeds {
  const chance = (percent: number) => random(100) < percent;
  const gone = (context: Context) => {
    truths.gone(context.name);
    context.kill();
    alive.delete(context.name);
  };
  const kill = (context: Context) => {
    truths.cut(context.name);
    gone(context);
  };
  const unload = (context: Context) => {
    context.report('unload');
    if (chance(30)) context.log('in unload');
    gone(context);
  };
  const shutDown = async (context: Context, patienceMs: number) => {
    let isOver = false;
    void context.shutdown().then(() => {
      isOver = true;
    });
    await tick(patienceMs);
    if (!isOver) truths.cut(context.name);
    gone(context);
  };
  const freeze = (context: Context) => {
    context.report('freeze');
    context.isFrozen = true;
    truths.frozen.add(context.name);
    context.store.isFrozen = true;
    context.freezable.freeze();
  };
  const thaw = (context: Context) => {
    if (!context.isFrozen) return;
    context.isFrozen = false;
    truths.frozen.delete(context.name);
    context.store.isFrozen = false;
    context.freezable.thaw();
    context.report('resume');
  };
  const burst = ({ tracer, log }: Context) => {
    for (let i = 0; i < BURST; i++) {
      tracer.startSpan('one of many').end();
      log('one of many');
    }
  };
  const flush = (context: Context) => {
    let isSettled = false;
    // At once where it is; an end may wait to be told, too.
    context.sessions.whenFinal(() => {
      isSettled = true;
    })();
    truths.flushes(context.name, isSettled);
    void context.flush();
  };
  const changeWeather = () => {
    wire.weather = chance(40) ? 'fine' : (WEATHERS[random(WEATHERS.length)] ?? 'fine');
    say(`the network: ${wire.weather}`);
  };
  const changeDisk = () => {
    disk.failPercent = chance(50) ? 0 : ([5, 50, 100][random(3)] ?? 0);
    if (disk.failPercent > 0) truths.diskFails();
    say(`the disk fails: ${disk.failPercent} %`);
  };
  const ways: Readonly<Record<string, readonly [weight: number, way: (context: Context) => unknown]>> = {
    'has a short span': [25, ({ tracer }) => tracer.startSpan('short').end()],
    'has more than a small queue takes': [2, burst],
    logs: [20, ({ log }) => log('now')],
    'logs an event': [3, ({ log }) => log('event', undefined, 'app.click')],
    'logs what was before': [4, ({ log }) => log('late', Date.now() - random(20_000))],
    'begins a long span': [10, ({ tracer, spans }) => spans.push(tracer.startSpan('long'))],
    'ends a long span': [10, ({ spans }) => spans.splice(random(spans.length || 1), 1)[0]?.end()],
    'waits for seconds': [10, () => tick(random(3_000))],
    'waits for a minute': [8, () => tick(random(MINUTE_MS))],
    'waits for an hour': [2, () => tick(random(70) * MINUTE_MS)],
    'is used': [5, ({ sessions }) => sessions.notify('input.click')],
    'has metadata set': [2, ({ sessions }) => sessions.setMetadata({ step: random(100) })],
    'is hidden': [4, ({ report }) => report('background')],
    'is shown': [3, ({ report }) => report('foreground')],
    'ends the session': [2, ({ sessions }) => sessions.end()],
    freezes: [2, freeze],
    'is closed': [2, unload],
    'is killed': [2, kill],
    'is shut down': [2, (context) => shutDown(context, SHUTDOWN_MS)],
    'is shut down in haste': [1, (context) => shutDown(context, random(3_000))],
    'opens another': [3, () => alive.size < 3 && open()],
    'is flushed': [3, flush],
    'finds a different network': [hasBadNetwork ? 6 : 0, changeWeather],
    'finds a different disk': [hasBadDisk ? 3 : 0, changeDisk],
  };
  const total = Object.values(ways).reduce((sum, [weight]) => sum + weight, 0);
  const choose = () => {
    let left = random(total);
    return Object.entries(ways).find(([, [weight]]) => {
      left -= weight;
      return left < 0;
    });
  };
  const leaveInOrder = (context: Context) => shutDown(context, SHUTDOWN_MS);
  return {
    leaveInOrder,
    async next(context) {
      const [name, [, way]] = choose() ?? ['', [0, () => {}]];
      if (context.isFrozen) {
        if (chance(80)) return;
        say(`${context.name} thaws`);
        thaw(context);
      }
      say(`${context.name} ${name}`);
      await way(context);
    },
    async leave(context) {
      if (context.isFrozen && chance(50)) return kill(context);
      thaw(context);
      await ([leaveInOrder, unload, kill][random(3)] ?? kill)(context);
      await tick(random(5_000));
    },
  };
}
