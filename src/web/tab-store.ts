import type { PlatformHost, SessionStore, Slot } from '../provider/platform.ts';
import { createFallbackTexts } from './fallback-texts.ts';
import { listen, together } from './listen.ts';
import { activated, followPage } from './page-life.ts';
import { createSharedConsent } from './shared-consent.ts';
import { createStorageTexts } from './storage-texts.ts';
import { isPrerendering } from './watch-load.ts';

const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
/** How long the page that a tab was duplicated from may take to answer. */
const ANSWER_WITHIN_MS = 250;

/**
 * The store of one tab, in sessionStorage. A duplicated tab and a popup begin with a copy of it (HTML, "browsing context
 * group"); as long as the page that it was copied from answers, the copy is no session of theirs. A crash or a discard
 * leaves the same traces, but nobody answers.
 */
export function createTabStore({ scope, warn }: Pick<PlatformHost, 'scope' | 'warn'>, contextId: string): SessionStore {
  const prefix = `sessionchart.${scope}.`;
  const ownerKey = `${prefix}owner`;
  const consentKey = `${prefix}consent`;
  const storage = createStorageTexts(
    () => sessionStorage,
    async (_, run) => run(),
  );
  const origin = createStorageTexts(() => localStorage);
  /** What all tabs of the origin see, since none sees the texts of another. */
  const consent = createSharedConsent({ get: () => localStorage.getItem(consentKey), set: (mark) => void origin.set(consentKey, mark) });
  const texts = createFallbackTexts([storage], warn);
  let isOurs = false;
  let channel: BroadcastChannel | null = null;
  /** Nothing is kept, not even who the owner is, until there is a text again. */
  let isWiped = false;

  const own = () => {
    isOurs = true;
    if (!isWiped) storage.set(ownerKey, contextId);
  };
  const answer = () => {
    try {
      channel ??= new BroadcastChannel(`${prefix}owner`);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => data === contextId && isOurs && channel?.postMessage(`${contextId} lives`);
    } catch {
      channel = null;
    }
  };
  const clear = () => {
    for (const slot of SLOTS) storage.set(prefix + slot, null);
  };
  /** The tab itself remembers, too: it may be elsewhere while consent is taken back. */
  const note = () => {
    if (storage.get(consentKey) !== consent.mark) storage.set(consentKey, consent.mark);
  };
  const look = () => {
    if (consent.look()) note();
  };
  const settling = activated().then(async () => {
    const owner = storage.get(ownerKey);
    if (owner !== null && (await lives(owner, `${prefix}owner`))) clear();
    own();
    answer();
  });
  if (!isPrerendering() && storage.get(ownerKey) === null) own();
  return {
    peek: (slot) => (isOurs ? storage.get(prefix + slot) : null),
    async update(slot, next) {
      await settling;
      look();
      const text = await texts.update(prefix + slot, next);
      if (isWiped && text !== null) {
        isWiped = false;
        own();
      }
      return text;
    },
    subscribe: (onForeignWrite) =>
      together([
        followPage({
          leave() {
            consent.sleep();
            if (isOurs) storage.set(ownerKey, null);
            channel?.close();
            channel = null;
          },
          wake() {
            own();
            answer();
            look();
            onForeignWrite();
          },
        }),
        listen<StorageEvent>(window, ['storage'], ({ key, oldValue, newValue }) => {
          if (key === consentKey && newValue === null) consent.gone(oldValue);
          else if (key === consentKey || key === null) look();
        }),
      ]),
    liveContexts: async () => new Set([contextId]),
    isVolatile: () => !storage.works(),
    writeNow(slot, text) {
      if (consent.isThere()) storage.set(prefix + slot, text);
    },
    shareConsent(mark, onTakenBack) {
      const known = storage.get(consentKey);
      const isShared = consent.join(mark, onTakenBack);
      // It was taken back while this tab was elsewhere.
      if (known !== null && isShared && known !== consent.mark) clear();
      note();
      return isShared;
    },
    async wipe() {
      consent.leave();
      note();
      await settling;
      isWiped = true;
      clear();
      for (const slot of SLOTS) await texts.update(prefix + slot, () => null);
      storage.set(ownerKey, null);
    },
  };
}

/** Asks whether the page of this name is there. */
function lives(owner: string, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const channel = new BroadcastChannel(name);
      const done = (isThere: boolean) => {
        channel.close();
        resolve(isThere);
      };
      const timer = setTimeout(() => done(false), ANSWER_WITHIN_MS);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data !== `${owner} lives`) return;
        clearTimeout(timer);
        done(true);
      };
      channel.postMessage(owner);
    } catch {
      resolve(false);
    }
  });
}
