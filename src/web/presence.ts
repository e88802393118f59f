import { listen } from './listen.ts';
import { throttle } from './throttle.ts';

const KEY = 'sessionchart.at.';
/** A page that is awake answers in some milliseconds; one that works hard, later. */
const ANSWER_WITHIN_MS = 500;
/** Every answer goes to every page: of forty that ask in one instant each answers all at once. */
const ANSWER_EVERY_MS = 100;
/** A page that nobody has seen for so long is taken for dead. */
const FORGET_AFTER_MS = 86_400_000;

/**
 * Which pages of a scope are there, and which of them are visible. Each keeps a key of its own in localStorage, `v` or `h`
 * and since when, because a page that closes cannot wait for answers; and each answers when another asks, because a page that
 * crashed leaves its key. No Web Lock is held: in Firefox that keeps a page out of bfcache, and it is decided before
 * `pagehide`, where the lock could be released.
 */
export interface Presence {
  /** Names the scope whose pages count; before, all of the origin do. */
  serve(scope: string): void;
  show(): void;
  hide(): void;
  /** The page closes, or goes to bfcache; `show` undoes it. */
  leave(): void;
  /** Whether keys may be kept, as they may by default; `false` removes those of all pages. */
  allowStorage(isAllowed: boolean): void;
  /** Whether no other page is known, asleep ones included; without waiting. */
  isAlone(): boolean;
  /** Whether another page says that it is visible; without waiting, and wrong after a crash. */
  isSeenElsewhere(): boolean;
  /** Whether any other page is visible, by its answer. */
  isAnyVisible(): Promise<boolean>;
  /** Ids of the pages that are awake, this one's included. */
  live(): Promise<ReadonlySet<string>>;
  /** Tells when another page was hidden or closed. @returns stop */
  whenOtherLeaves(run: (atMs: number) => void): () => void;
}

/** Without a name it is a question. */
interface Message {
  readonly id?: string;
  readonly isVisible?: boolean;
}

export function createPresence(contextId: string): Presence {
  const answers = new Set<(answer: Message) => void>();
  let channel: BroadcastChannel | null = null;
  let prefix = KEY;
  let isVisible = false;
  let isGone = false;
  let hasLooked = false;
  let isStored = true;

  const say = (message: Message) => attempt(() => channel?.postMessage(message));
  const answer = throttle(() => say({ id: contextId, isVisible }), ANSWER_EVERY_MS);
  const open = () =>
    attempt(() => {
      channel ??= new BroadcastChannel(prefix);
      channel.onmessage = ({ data }: MessageEvent<Message | null>) => {
        if (data === null) return;
        if (data.id === undefined) answer.run();
        else for (const hear of answers) hear(data);
      };
    });
  /** @returns what the others answer, at the latest after half a second; where they cannot be asked, what their keys say */
  const ask = (isEnough: (answer: Message) => boolean): Promise<readonly Message[]> =>
    new Promise((resolve) => {
      const heard: Message[] = [];
      // Who has left answers nobody, so it does not open a channel again.
      if (!isGone) open();
      if (channel === null) return resolve(others(prefix, contextId));
      const done = () => {
        answers.delete(hear);
        clearTimeout(timer);
        resolve(heard);
      };
      const hear = (answer: Message) => {
        heard.push(answer);
        if (isEnough(answer)) done();
      };
      const timer = setTimeout(done, ANSWER_WITHIN_MS);
      answers.add(hear);
      say({});
    });
  const turn = (visible: boolean) => {
    isVisible = visible;
    open();
    if (!isStored) return;
    attempt(() => localStorage.setItem(prefix + contextId, `${visible ? 'v' : 'h'}${Date.now()}`));
    if (hasLooked) return;
    hasLooked = true;
    void forgetDead(prefix, contextId, () => ask(() => false));
  };
  return {
    serve(scope) {
      prefix = `${KEY}${scope}.`;
    },
    show() {
      isGone = false;
      turn(true);
    },
    // On a close the page hides after `pagehide`.
    hide: () => isGone || turn(false),
    leave() {
      isGone = true;
      isVisible = false;
      answer.stop();
      channel?.close();
      channel = null;
      attempt(() => localStorage.removeItem(prefix + contextId));
    },
    allowStorage(isAllowed) {
      isStored = isAllowed;
      if (!isAllowed) for (const { id } of others(prefix, '')) attempt(() => localStorage.removeItem(prefix + id));
      else if (channel !== null && !isGone) turn(isVisible);
    },
    isAlone: () => others(prefix, contextId).length === 0,
    isSeenElsewhere: () => others(prefix, contextId).some((page) => page.isVisible),
    isAnyVisible: async () => (await ask((answer) => answer.isVisible === true)).some((answer) => answer.isVisible),
    live: async () => new Set([contextId, ...(await ask(() => false)).flatMap(({ id }) => id ?? [])]),
    whenOtherLeaves: (run) =>
      listen<StorageEvent>(window, ['storage'], ({ key, newValue }) => {
        if (key && isPage(key, prefix) && !newValue?.startsWith('v')) run(newValue ? Number(newValue.slice(1)) : Date.now());
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

interface Page {
  readonly id: string;
  readonly isVisible: boolean;
  readonly sinceMs: number;
}

/** A scope whose name begins with this one's has pages of its own. */
const isPage = (key: string, prefix: string) => key.startsWith(prefix) && (prefix === KEY || !key.includes('.', prefix.length));

/** The other pages, by their keys. */
function others(prefix: string, contextId: string): readonly Page[] {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys.flatMap((key) => {
    const value = isPage(key, prefix) && key !== prefix + contextId ? (attempt(() => localStorage.getItem(key)) ?? '') : '';
    return value ? [{ id: key.slice(prefix.length), isVisible: value.startsWith('v'), sinceMs: Number(value.slice(1)) }] : [];
  });
}

/** A page that says it is visible but does not answer has crashed; a hidden one may only be frozen. */
async function forgetDead(prefix: string, contextId: string, ask: () => Promise<readonly Message[]>): Promise<void> {
  const before = others(prefix, contextId);
  if (before.length === 0) return;
  const awake = new Set((await ask()).map(({ id }) => id));
  for (const { id, isVisible, sinceMs } of before) {
    const isDead = isVisible ? !awake.has(id) : Date.now() - sinceMs > FORGET_AFTER_MS;
    if (isDead) attempt(() => localStorage.removeItem(prefix + id));
  }
}
