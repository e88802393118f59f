import type { IDBFactory } from 'fake-indexeddb';
import type { SessionPolicy } from '../../../machines/policy.ts';
import type { Sessions } from '../../../src/index.ts';
import type { PageApp } from './page-app.ts';
import type { PageClock } from './page-clock.ts';
import { createPageStorage, type Texts } from './page-storage.ts';

/** What the pages of one origin share. */
export interface Origin {
  readonly clock: PageClock;
  readonly policy: SessionPolicy;
  readonly local: Texts;
  readonly database: IDBFactory;
  readonly pages: Set<FakePage>;
  isBlocked: boolean;
  /** The same numbers in each run. */
  readonly crypto: { getRandomValues<T extends ArrayBufferView>(array: T): T };
  /** Runs the library in a realm of these globals. */
  readonly run: (globals: object) => PageApp;
}

const EXPORT_AFTER_MS = 250;

export type Visibility = 'visible' | 'hidden';

/** A page in which the web adapter runs unchanged: its globals, as far as the adapter uses them. */
export class FakePage {
  readonly window = new EventTarget();
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' as Visibility, cookie: '', prerendering: false });
  isFrozen = false;
  isGone = false;
  readonly sessions: Sessions;
  readonly tab: string;
  readonly #origin: Origin;
  #export: number | null = null;
  readonly #channels = new Set<{ name: string; onmessage: ((event: { data: unknown }) => void) | null }>();

  constructor(origin: Origin, tab: string, { tabTexts, type }: { tabTexts: Texts; type: string }) {
    this.tab = tab;
    this.#origin = origin;
    origin.pages.add(this);
    this.sessions = origin.run(this.#globals(tabTexts, type)).start(origin.policy);
  }

  fire(target: EventTarget, type: string, fields: object = {}): void {
    // Only a browser can make an event that is trusted.
    target.dispatchEvent(Object.defineProperties(new Event(type), descriptorsOf({ isTrusted: true, ...fields })));
  }

  turn(visibility: Visibility): void {
    if (this.document.visibilityState === visibility) return;
    this.document.visibilityState = visibility;
    this.fire(this.document, 'visibilitychange');
  }

  /** A record that the session stamps, and that is exported a while later, together with those that follow. */
  emit(): void {
    this.sessions.stamp('logs');
    this.forgetExport();
    this.#export = this.#origin.clock.setTimeout(this, () => this.flush(), EXPORT_AFTER_MS);
  }

  /** What waits is exported now; the app says so, since no adapter knows. */
  flush(): void {
    if (this.#export === null) return;
    this.forgetExport();
    this.sessions.notify('export');
  }

  /** What waits leaves with the page, and nobody hears how that went. */
  forgetExport(): void {
    if (this.#export !== null) this.#origin.clock.clearTimeout(this.#export);
    this.#export = null;
  }

  /** The page is no more, and runs nothing. */
  drop(): void {
    this.isGone = true;
    this.#channels.clear();
    this.#origin.pages.delete(this);
    this.#origin.clock.forget(this);
  }

  /** A task of this page's, once it is not frozen. */
  post(run: () => void): void {
    this.#origin.clock.setTimeout(this, run, 0);
  }

  #tellOthers(tell: (page: FakePage) => void) {
    for (const page of this.#origin.pages) if (page !== this) page.post(() => tell(page));
  }

  #globals(tabTexts: Texts, type: string): object {
    const origin = this.#origin;
    const { clock } = origin;
    const isBlocked = () => origin.isBlocked;
    const loadedMs = clock.elapsedMs;
    const page = this;
    class PageDate extends Date {
      constructor(...args: [] | [number] | [number, number, number]) {
        super(...((args.length === 0 ? [clock.wallNow()] : args) as [number]));
      }
      static override now = () => clock.wallNow();
    }
    class Channel {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      readonly name: string;
      constructor(name: string) {
        this.name = name;
        page.#channels.add(this);
      }
      postMessage(data: unknown) {
        page.#tellOthers((other) => {
          for (const channel of other.#channels) if (channel.name === this.name) channel.onmessage?.({ data: structuredClone(data) });
        });
      }
      close() {
        page.#channels.delete(this);
      }
    }
    const tellStorage = (key: string, newValue: string | null) =>
      this.#tellOthers((other) => other.fire(other.window, 'storage', { key, newValue }));
    return {
      window: this.window,
      document: this.document,
      navigator: { onLine: true },
      location: { href: 'https://app.example.com/', protocol: 'https:' },
      history: { pushState() {}, replaceState() {} },
      localStorage: createPageStorage(origin.local, isBlocked, tellStorage),
      sessionStorage: createPageStorage(tabTexts, isBlocked),
      indexedDB: { open: (name: string) => openDatabase(origin, name) },
      BroadcastChannel: Channel,
      Date: PageDate,
      performance: {
        timeOrigin: clock.wallNow(),
        now: () => clock.elapsedMs - loadedMs,
        getEntriesByType: () => [{ type }],
      },
      setTimeout: (run: () => void, ms: number) => clock.setTimeout(this, run, ms),
      clearTimeout: (id: number) => clock.clearTimeout(id),
      globalThis: { crypto: origin.crypto },
    };
  }
}

const descriptorsOf = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value, configurable: true }]));

/** Where storage is blocked, what is open cannot be written to either. */
function openDatabase(origin: Origin, name: string): IDBOpenDBRequest {
  const refuse = () => {
    if (origin.isBlocked) throw new DOMException('The user denied permission.', 'SecurityError');
  };
  refuse();
  const request = origin.database.open(name);
  request.addEventListener('success', () => {
    const { result } = request;
    const begin = result.transaction.bind(result);
    result.transaction = (...args) => {
      refuse();
      return begin(...args);
    };
  });
  return request;
}
