import { IDBFactory } from 'fake-indexeddb';
import type { SessionPolicy } from '../../../src/index.ts';
import { defaultPolicy } from '../../../src/policies/index.ts';
import { FakePage, type Origin } from '../../parity/page/fake-page.ts';
import { createPageClock, rest } from '../../parity/page/page-clock.ts';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.ts';
import { createFaultyDatabases } from './faulty-database.ts';
import { bakeCookies, type Cookies, createFaultyLocks, createFaultyStorage } from './faulty-storage.ts';
import type { FaultyApp } from './page-app.ts';

const START_TIME_MS = Date.UTC(2025, 0, 6, 9);
/** Two origins of one site, at the most. */
const SITE = 'example.com';

/** A page in which storage fails, and what it told. */
export interface FaultyPage {
  readonly page: FakePage;
  readonly plan: FaultPlan;
  readonly warnings: readonly string[];
  /** Ids that were final, in the order in which this page had them; one that stays is there once. */
  readonly finals: readonly string[];
  /** Looks at what is final now. */
  look(): void;
}

export interface FaultyBrowser {
  readonly cookies: Cookies;
  /** What localStorage of an origin keeps. */
  local(origin: number): Map<string, string>;
  open(tab: string, options: { faults: readonly Fault[]; origin?: number; type?: string }): FaultyPage;
  /** The page goes as pages go; the tab's own storage stays. */
  leave(page: FaultyPage): Promise<void>;
  /** Time passes for all pages. */
  pass(ms: number): Promise<void>;
  /** What IndexedDB of an origin keeps under a key. */
  stored(key: string, origin?: number): Promise<string | null>;
  put(key: string, text: string, origin?: number): Promise<void>;
  /** All texts of the first origin, wherever they are. */
  everything(): Promise<readonly unknown[]>;
  /** From here nothing goes wrong any more. */
  heal(): void;
}

/** A browser with the pages of one site, in which the web adapter runs unchanged. */
export function createFaultyBrowser(
  run: (globals: object) => FaultyApp,
  scope: SessionPolicy['scope'],
  areCookiesBlocked = false,
): FaultyBrowser {
  const clock = createPageClock(START_TIME_MS);
  const cookies: Cookies = new Map();
  const policy = { ...defaultPolicy, scope };
  let isHealthy = false;
  let random = 0;
  const crypto = {
    getRandomValues<T extends ArrayBufferView>(array: T): T {
      new Uint32Array(array.buffer, array.byteOffset, array.byteLength >> 2).forEach((_, i, words) => {
        words[i] = Math.imul(++random, 0x9e3779b1) ^ (Math.imul(random, 0x85ebca6b) >>> 13);
      });
      return array;
    },
  };
  const places = [0, 1].map(() => {
    const place = { database: new IDBFactory(), local: new Map<string, string>(), pages: new Set<FakePage>(), locks: new Map() };
    return Object.assign(place, { connections: new Set<IDBDatabase>(), clock, policy, crypto, isBlocked: false });
  });
  const tabs = new Map<string, Map<string, string>>();
  const placeOf = (origin: number) => {
    const place = places[origin];
    if (!place) throw new Error(`there is no origin ${origin}`);
    return place;
  };
  const transaction = async (origin: number, use: (texts: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    const opening = placeOf(origin).database.open('sessionchart');
    opening.onupgradeneeded = () => void opening.result.createObjectStore('texts');
    await rest();
    const request = use(opening.result.transaction('texts', 'readwrite').objectStore('texts'));
    await rest();
    opening.result.close();
    return request.result;
  };

  return {
    cookies,
    local: (origin) => placeOf(origin).local,
    pass: (ms) => clock.runTo(clock.elapsedMs + ms),
    heal() {
      isHealthy = true;
    },
    open(tab, { faults, origin = 0, type = 'navigate' }) {
      const place = placeOf(origin);
      const plan = createFaultPlan(faults, () => isHealthy);
      const warnings: string[] = [];
      const finals: string[] = [];
      const start = (globals: PageGlobals) => {
        const blocked = { at: () => (isHealthy ? null : ('ignore' as const)) };
        bakeCookies(globals.document, cookies, areCookiesBlocked ? blocked : plan);
        const indexedDB = createFaultyDatabases(globals.indexedDB, plan, {
          connected: (database) => place.connections.add(database),
          lose() {
            place.database = new IDBFactory();
            closeAll(place.connections);
          },
        });
        const app = run({
          ...globals,
          localStorage: createFaultyStorage(globals.localStorage, plan),
          sessionStorage: createFaultyStorage(globals.sessionStorage, plan),
          indexedDB,
          navigator: { onLine: true, locks: createFaultyLocks(place.locks, plan) },
          BroadcastChannel: breakChannels(globals.BroadcastChannel, plan),
        });
        return { start: () => app.start(policy, (message) => warnings.push(message), scope === 'site' ? { siteDomain: SITE } : {}) };
      };
      const tabTexts = tabs.get(tab) ?? new Map<string, string>();
      tabs.set(tab, tabTexts);
      const shared: Origin = Object.assign(place, { run: (globals: object) => start(globals as PageGlobals) });
      const page = new FakePage(shared, tab, { tabTexts, type });
      const look = () => {
        const id = page.sessions.isFinal ? page.sessions.getSessionId() : null;
        if (id !== null && finals.at(-1) !== id) finals.push(id);
      };
      page.sessions.session$.subscribe(({ type: change, session }) => {
        if (change !== 'ended' && finals.at(-1) !== session.id) finals.push(session.id);
      });
      return { page, plan, warnings, finals, look };
    },
    async leave({ page }) {
      page.fire(page.window, 'pagehide', { persisted: false });
      page.turn('hidden');
      await rest();
      page.drop();
    },
    stored: async (key, origin = 0) => ((await transaction(origin, (texts) => texts.get(key))) as string | undefined) ?? null,
    put: async (key, text, origin = 0) => void (await transaction(origin, (texts) => texts.put(text, key))),
    everything: async () => [...placeOf(0).local.values(), ...((await transaction(0, (texts) => texts.getAll())) as unknown[])],
  };
}

/** As Chromium does when a person clears the site's data. */
function closeAll(connections: Set<IDBDatabase>): void {
  for (const database of connections) {
    database.close();
    setImmediate(() => database.onclose?.({ target: database } as unknown as Event));
  }
  connections.clear();
}

interface PageGlobals {
  readonly document: object;
  readonly indexedDB: { open(name: string): IDBOpenDBRequest };
  readonly localStorage: Storage;
  readonly sessionStorage: Storage;
  readonly BroadcastChannel: new (name: string) => { postMessage(data: unknown): void };
}

/** Channels that cannot be written to when the plan says so. */
function breakChannels(Channel: PageGlobals['BroadcastChannel'], plan: FaultPlan) {
  return class extends Channel {
    override postMessage(data: unknown) {
      if (plan.at('post') === 'throw') throw new DOMException('a fault that the test made', 'InvalidStateError');
      super.postMessage(data);
    }
  };
}
