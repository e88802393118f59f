import { listen } from './listen.ts';

const LOCK = 'sessionchart.visible.';
const KEY = 'sessionchart.at.';
/** A page that nobody has seen for so long is taken for dead. */
const FORGET_AFTER_MS = 86_400_000;

/**
 * Which pages of the origin are there, and which of them are visible. A visible page holds a Web Lock, which the browser
 * releases even when it crashes; a hidden one holds none, as that would keep it from being frozen. Because locks cannot be
 * asked while a page closes, each page also keeps a key of its own in localStorage, `v` or `h` and since when.
 */
export interface Presence {
  show(): void;
  hide(): void;
  /** The page closes, or goes to bfcache; `show` undoes it. */
  leave(): void;
  /** Whether no other page is known, asleep ones included; without waiting. */
  isAlone(): boolean;
  /** Whether another page says that it is visible; without waiting, and wrong after a crash. */
  isSeenElsewhere(): boolean;
  isAnyVisible(): Promise<boolean>;
  /** Ids of the visible pages, and this one's. */
  live(): Promise<ReadonlySet<string>>;
  /** Tells when another page was hidden or closed. @returns stop */
  whenOtherLeaves(run: (atMs: number) => void): () => void;
}

export function createPresence(contextId: string): Presence {
  let release: (() => void) | null = null;
  let isGone = false;
  let hasLooked = false;
  const write = (state: 'v' | 'h') => attempt(() => localStorage.setItem(KEY + contextId, state + Date.now()));
  const look = () => {
    if (!hasLooked) void forgetDead();
    hasLooked = true;
  };
  const letGo = () => {
    release?.();
    release = null;
  };
  const hold = () => {
    if (release) return;
    const held = new Promise<void>((resolve) => (release = resolve));
    // It rejects where locks are forbidden, and when the page goes.
    attempt(() => navigator.locks?.request(LOCK + contextId, () => held).catch(() => {}));
  };
  return {
    show() {
      look();
      isGone = false;
      hold();
      write('v');
    },
    hide() {
      look();
      letGo();
      // On a close the page hides after `pagehide`.
      if (!isGone) write('h');
    },
    leave() {
      isGone = true;
      letGo();
      attempt(() => localStorage.removeItem(KEY + contextId));
    },
    isAlone: () => others(contextId).length === 0,
    isSeenElsewhere: () => others(contextId).some(({ isVisible }) => isVisible),
    async isAnyVisible() {
      const ids = await visibleIds();
      return ids ? ids.size > 0 : release !== null || others(contextId).some(({ isVisible }) => isVisible);
    },
    async live() {
      const ids = (await visibleIds()) ?? others(contextId).map(({ id }) => id);
      return new Set([...ids, contextId]);
    },
    whenOtherLeaves: (run) =>
      listen<StorageEvent>(window, ['storage'], ({ key, newValue }) => {
        if (key?.startsWith(KEY) && !newValue?.startsWith('v')) run(newValue ? Number(newValue.slice(1)) : Date.now());
      }),
  };
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

const others = (contextId: string) => pages().filter(({ id }) => id !== contextId);

function pages(): readonly { readonly id: string; readonly isVisible: boolean; readonly sinceMs: number }[] {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys.flatMap((key) => {
    const value = key.startsWith(KEY) ? (attempt(() => localStorage.getItem(key)) ?? '') : '';
    return value ? [{ id: key.slice(KEY.length), isVisible: value.startsWith('v'), sinceMs: Number(value.slice(1)) }] : [];
  });
}

/** @returns `null` where locks are not to be had, as on plain HTTP. */
async function visibleIds(): Promise<ReadonlySet<string> | null> {
  try {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.flatMap(({ name = '' }) => (name.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
  } catch {
    return null;
  }
}

/** A page that says it is visible but holds no lock has crashed. */
async function forgetDead(): Promise<void> {
  const before = pages();
  const visible = await visibleIds();
  for (const { id, isVisible, sinceMs } of before) {
    const isDead = isVisible ? visible !== null && !visible.has(id) : Date.now() - sinceMs > FORGET_AFTER_MS;
    if (isDead && Date.now() - sinceMs > 1_000) attempt(() => localStorage.removeItem(KEY + id));
  }
}
