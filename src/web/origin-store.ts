import type { PlatformHost, SessionStore, Slot } from '../provider/platform.ts';
import { createDatabaseTexts } from './database-texts.ts';
import { createFallbackTexts } from './fallback-texts.ts';
import { createForeignWrites, type ForeignWrites } from './foreign-writes.ts';
import { activated, followPage } from './page-life.ts';
import type { Presence } from './presence.ts';
import { createStorageTexts } from './storage-texts.ts';
import { FAILED } from './texts.ts';
import { throttle } from './throttle.ts';
import { isPrerendering } from './watch-load.ts';

const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
/** Of many tabs that write in one instant each would read after each, and none would have its turn. */
const LISTEN_EVERY_MS = 100;
/** What takes longer may wait for a page in bfcache. */
const KNOCK_EVERY_MS = 500;

/**
 * The store that all pages of an origin share. IndexedDB decides; localStorage mirrors the session, so that a page has its id
 * without waiting. What is absent, full, forbidden or fails is given up, with one warning, for what remains, memory at last.
 */
export function createOriginStore({ scope, warn }: Pick<PlatformHost, 'scope' | 'warn'>, presence: Presence): SessionStore {
  const prefix = `sessionchart.${scope}.`;
  const mirror = createStorageTexts(() => localStorage);
  const database = createDatabaseTexts();
  const texts = createFallbackTexts([database, mirror], warn);
  /** What this page heard last; where the mirror works it is asked after a sleep. */
  const heard = new Map<string, string | null>();
  let foreign: ForeignWrites | null = null;
  let underway = 0;
  let isLeaving = false;
  /** The mirror has shown that it works, so that its silence means something. */
  let isMirrored = false;
  let isMirrorBroken = false;
  /** Counts what was written without waiting, so that no transaction which had read before puts its text in the place of that. */
  let lastWords = 0;

  /** A page whose database failed writes what others mirror: each mirrors what it wrote itself, or they would answer each other for ever. */
  const note = (slot: Slot, key: string, text: string | null, isOurs: boolean) => {
    if (slot !== 'session') return;
    heard.set(key, text);
    if (!texts.uses(mirror) && mirror.get(key) !== text && (isOurs || mirror.get(key) === null)) reflect(key, text);
    isMirrored ||= text !== null && mirror.get(key) === text;
  };
  /** One that failed is tried no more: what each try removes, others would write again. */
  const reflect = (key: string, text: string | null) => {
    if (isMirrorBroken || mirror.set(key, text)) return;
    isMirrorBroken = true;
    warn(FAILED);
  };
  /**
   * In Chromium a page that goes to bfcache while its database is being made keeps all others waiting. It is thrown out where a
   * message comes, so it leaves its channel open, and who waits sends one.
   */
  const letGo = () => {
    if (!isLeaving || underway > 0) return;
    foreign?.close();
    texts.close();
  };
  const store: SessionStore = {
    peek(slot) {
      if (isPrerendering()) return null;
      const key = prefix + slot;
      const text = heard.get(key);
      return text === undefined ? mirror.get(key) : text;
    },
    async update(slot, next) {
      await activated();
      const key = prefix + slot;
      let before: string | null = null;
      let known = lastWords;
      underway++;
      const knocking = setInterval(() => foreign?.tell('', null), KNOCK_EVERY_MS);
      try {
        const text = await texts.update(key, (stored) => {
          before = stored;
          known = lastWords;
          return next(stored);
        });
        if (known === lastWords) note(slot, key, text, text !== before);
        if (text !== before) foreign?.tell(key, slot === 'session' ? text : null);
        return text;
      } finally {
        clearInterval(knocking);
        underway--;
        letGo();
      }
    },
    subscribe(onForeignWrite) {
      const session = `${prefix}session`;
      const told = throttle(() => onForeignWrite(), LISTEN_EVERY_MS);
      foreign = createForeignWrites(prefix, ({ key, text }) => {
        if (key !== session) return;
        heard.set(key, text);
        told.run();
      });
      isLeaving = false;
      if (!isPrerendering()) foreign.open();
      const stop = followPage({
        leave() {
          isLeaving = true;
          if (!database.isOpening()) foreign?.close();
          letGo();
        },
        wake(isRestored) {
          isLeaving = false;
          if (isRestored) database.restart();
          foreign?.open();
          if (isMirrored || mirror.get(session) !== null) heard.delete(session);
          onForeignWrite(true);
        },
      });
      return () => {
        stop();
        told.stop();
        foreign?.stop();
        foreign = null;
        isLeaving = true;
        letGo();
      };
    },
    liveContexts: () => presence.live(),
    isVolatile: () => !mirror.works(),
    writeNow(slot, text) {
      const key = prefix + slot;
      if (slot === 'session') lastWords++;
      heard.set(key, text);
      reflect(key, text);
    },
    async wipe() {
      for (const slot of SLOTS) {
        await store.update(slot, () => null);
        mirror.set(prefix + slot, null);
      }
      if (texts.uses(database)) await database.removeIfEmpty();
    },
  };
  return store;
}
