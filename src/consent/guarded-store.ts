import type { SessionStore, Slot } from '../provider/platform.ts';

/** A store that is closed until somebody consents, and again when they take it back. */
export interface GuardedStore extends SessionStore {
  open(): void;
  /** From here nothing is written any more; what waits for an answer goes on waiting. */
  close(): void;
  /** Takes away what was kept. @returns whether it is gone */
  erase(): Promise<boolean>;
}

const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
/** Beside the session, so that whoever slept sees whether this is still the consent that they knew. */
const MARK = /^\{"consent":"([0-9a-f]{4})"/;
/** Tells two consents apart that follow each other, and nobody from anybody else: there are 65,536 of them. */
const createMark = () =>
  Math.floor(Math.random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
const markOf = (text: string | null) => MARK.exec(text ?? '')?.[1] ?? null;

/**
 * @param make makes the store itself, not before it may be used: some write as they are made
 * @param onLost another context took the consent back, or the storage was cleared: who finds its texts gone writes none again
 * @param warn hears of a storage that cannot be wiped
 */
export function createGuardedStore(
  make: () => SessionStore,
  onLost: () => void,
  warn: (message: string, ...details: unknown[]) => void,
): GuardedStore {
  let made: SessionStore | null = null;
  let isOpen = false;
  /** The consent that we write under; `isKept` once the store has it. */
  let mark: string | null = null;
  let isKept = false;
  /** Grows with each close, so that what began before ends in nothing. */
  let round = 0;
  let waiting: (() => void)[] = [];
  let listener: Parameters<SessionStore['subscribe']>[0] | null = null;
  let stop: (() => void) | undefined;
  /** Somebody has consented anew since, so what is stored is theirs. */
  let isAnothers = false;
  /** The store itself sees whether the consent is still the same, and may have texts that were written elsewhere. */
  let isShared = false;
  const over = new Set<string>();

  const store = () => {
    made ??= make();
    return made;
  };
  const opened = (): Promise<void> => (isOpen ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)));
  const isLost = (text: string | null) => isKept && (text === null || (!isShared && (markOf(text) ?? mark) !== mark));
  const marked = (text: string | null) => {
    if (text === null || markOf(text) !== null) return text;
    mark ??= createMark();
    return text.replace('{', `{"consent":"${mark}",`);
  };
  const lose = (text: string | null) => {
    isAnothers = text !== null;
    onLost();
  };
  /** @returns `undefined` where the consent was gone by then */
  const attempt = async (slot: Slot, next: (stored: string | null) => string | null) => {
    const begun = round;
    let isRefused = false;
    const text = await store().update(slot, (stored) => {
      const isSession = slot === 'session';
      isRefused = round !== begun || (isSession && isLost(stored));
      if (isRefused) return stored;
      if (!isSession) return next(stored);
      mark = markOf(stored) ?? mark;
      return marked(next(stored));
    });
    if (isRefused) {
      if (round === begun) lose(text);
      return undefined;
    }
    if (slot === 'session' && text !== null && round === begun) isKept = true;
    return { text };
  };
  const erase = async () => {
    if (isAnothers) return true;
    try {
      const found = store();
      if (found.wipe) await found.wipe();
      else for (const slot of SLOTS) await found.update(slot, () => null);
      return true;
    } catch (error) {
      warn('what was stored could not be wiped', error);
      return false;
    }
  };
  const hear = (hasSlept?: boolean) => {
    const text = store().peek('session');
    // A page that closed in this very moment may have written once more.
    if (!isOpen) return over.has(markOf(text) ?? '') ? void erase() : undefined;
    if (isLost(text)) void guarded.update('session', (stored) => stored).then(() => listener?.());
    else listener?.(hasSlept);
  };
  const listen = () => {
    stop?.();
    stop = listener && isOpen ? store().subscribe(hear) : undefined;
  };
  /** Without waiting nobody can be asked, but the texts can be looked at. */
  const mayWrite = () => isOpen && !isLost(store().peek('session'));

  const guarded: GuardedStore = {
    open() {
      if (isOpen) return;
      isOpen = true;
      isAnothers = false;
      isShared = store().shareConsent?.(createMark(), onLost) === true;
      listen();
      const runs = waiting;
      waiting = [];
      for (const run of runs) run();
    },
    close() {
      isOpen = false;
      round++;
      if (mark !== null) over.add(mark);
      mark = null;
      isKept = false;
    },
    erase,
    peek: (slot) => (isOpen ? store().peek(slot) : null),
    async update(slot, next) {
      for (;;) {
        await opened();
        const done = await attempt(slot, next);
        if (done) return done.text;
      }
    },
    subscribe(onForeignWrite) {
      listener = onForeignWrite;
      listen();
      return () => {
        listener = null;
        stop?.();
        stop = undefined;
      };
    },
    async liveContexts() {
      await opened();
      return store().liveContexts();
    },
    isVolatile: () => isOpen && store().isVolatile?.() === true,
    get writeNow() {
      const { writeNow } = isOpen ? store() : {};
      return writeNow && mayWrite()
        ? (slot: Slot, text: string) => writeNow(slot, slot === 'session' ? (marked(text) ?? text) : text)
        : undefined;
    },
    get updateNow() {
      const { updateNow } = isOpen ? store() : {};
      return updateNow && mayWrite()
        ? (slot: Slot, next: (stored: string | null) => string) =>
            updateNow(slot, (stored) => (slot === 'session' ? (marked(next(stored)) ?? '') : next(stored)))
        : undefined;
    },
  };
  return guarded;
}
