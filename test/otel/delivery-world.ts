import type { EndedSession } from '../../machines/session.ts';
import type { Clock, SessionStore, Slot } from '../../src/provider/platform.ts';
import type { Item } from '../tools/audit-telemetry.ts';
import type { Network } from './delivery-app.ts';

/** Numbers below a bound, by a seed. */
export type Random = (below: number) => number;

/** Mulberry32, so that a run can be told by its seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** What outlives processes: `shared`: one text for all, as in a file. `mirrored`: a database, and beside it what is written without waiting, as in a browser. */
export function createDisk(kind: 'shared' | 'mirrored', random: Random) {
  const texts = new Map<Slot, string>();
  const mirror = kind === 'mirrored' ? new Map<Slot, string>() : texts;
  const listeners = new Set<() => void>();
  const disk = {
    failPercent: 0,
    /** The sessions of which anything that is stored says that this context had a part in them. */
    sessionsOf: (context: string): string[] => [texts, mirror].flatMap((kept) => sessionsIn(kept, context)),
    /** Of one context. */
    open(): SessionStore & { isFrozen: boolean; ledgerWrites: number } {
      let queue: Promise<unknown> = Promise.resolve();
      const fails = () => disk.failPercent > 0 && random(100) < disk.failPercent;
      const change = async (slot: Slot, next: (stored: string | null) => string | null) => {
        if (random(3) > 0) await new Promise((resolve) => setTimeout(resolve, random(40)));
        if (fails()) throw new Error('the disk failed');
        const stored = texts.get(slot) ?? null;
        const text = next(stored);
        if (slot === 'ledger') store.ledgerWrites++;
        if (text === stored) return text;
        if (text === null) texts.delete(slot);
        else texts.set(slot, text);
        if (slot === 'session' && text !== null) mirror.set(slot, text);
        for (const listener of [...listeners]) if (slot === 'session') listener();
        return text;
      };
      const writeNow = (slot: Slot, text: string) => {
        if (fails()) throw new Error('the disk failed');
        if (slot === 'ledger') store.ledgerWrites++;
        mirror.set(slot, text);
      };
      const store: SessionStore & { isFrozen: boolean; ledgerWrites: number } = {
        isFrozen: false,
        /** How often this context had its say of what was delivered. */
        ledgerWrites: 0,
        peek: (slot) => mirror.get(slot) ?? null,
        update(slot, next) {
          const updated = queue.then(() => change(slot, next));
          queue = updated.catch(() => {});
          return updated;
        },
        subscribe(run) {
          const listener = () => store.isFrozen || run();
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        liveContexts: async () => new Set(),
        writeNow,
        ...(kind === 'shared' && { updateNow: (slot: Slot, next) => writeNow(slot, next(texts.get(slot) ?? null)) }),
      };
      return store;
    },
  };
  return disk;
}

const parsed = (text = 'null') => JSON.parse(text.split('\n')[0] ?? 'null');

function sessionsIn(texts: ReadonlyMap<Slot, string>, context: string): string[] {
  const { session, ended = [] } = parsed(texts.get('session')) ?? {};
  const { sessions = {} } = parsed(texts.get('ledger')) ?? {};
  return [
    ...(session && context in session.telemetryByContext ? [session.id] : []),
    ...ended.flatMap(({ id, contexts }: EndedSession) => (contexts.includes(context) ? [id] : [])),
    ...Object.keys(sessions).filter((id) => context in sessions[id].contexts),
  ];
}

/** Timers that stop while a page is frozen, and fire late. */
export function createFreezableClock(): Clock & { freeze(): void; thaw(): void } {
  let isFrozen = false;
  let late: (() => void)[] = [];
  return {
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    setTimeout: (run, ms) => setTimeout(() => (isFrozen ? void late.push(run) : run()), ms),
    clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
      const runs = late;
      late = [];
      for (const run of runs) run();
    },
  };
}

export type Weather = 'fine' | 'slow' | 'down' | 'throws' | 'silent' | 'half' | 'lost answer' | 'twice' | 'partial success';
export const WEATHERS: readonly Weather[] = ['fine', 'slow', 'down', 'throws', 'silent', 'half', 'lost answer', 'twice', 'partial success'];

/** The way to a back end, and what arrived there. */
export function createWire(random: Random) {
  const arrived: Item[][] = [];
  /** What was called a success and never arrived. */
  const swallowed: Item[] = [];
  const wire = {
    arrived,
    swallowed,
    weather: 'fine' as Weather,
    send: ((items, done) => {
      const some = () => items.filter(() => random(2) === 0);
      const ways: Record<Weather, () => void> = {
        fine() {
          arrived.push([...items]);
          done({ code: 0 });
        },
        slow() {
          setTimeout(() => {
            arrived.push([...items]);
            done({ code: 0 });
          }, random(20_000));
        },
        down: () => done({ code: 1, error: new Error('refused') }),
        throws() {
          throw new Error('the exporter threw');
        },
        silent() {
          if (random(2) === 0) arrived.push([...items]);
        },
        half() {
          arrived.push(some());
          done({ code: 1, error: new Error('reset') });
        },
        'lost answer'() {
          arrived.push([...items]);
          done({ code: 1, error: new Error('timed out') });
        },
        twice() {
          arrived.push([...items], some());
          done({ code: 0 });
        },
        'partial success'() {
          const taken = some();
          arrived.push(taken);
          swallowed.push(...items.filter((item) => !taken.includes(item)));
          done({ code: 0 });
        },
      };
      ways[wire.weather]();
    }) satisfies Network as Network,
  };
  return wire;
}
