/** Plays a trace with an SDK in a made-up browser: tabs, pages, shared storage, one clock. */
import { Page } from './page.mjs';
import { Cookies, StorageTexts } from './storage.mjs';
import { settle, VirtualClock } from './virtual-clock.mjs';

// An SDK's own promise that nobody catches is its own affair, as in a browser.
process.on('unhandledRejection', () => {});

const START_TIME_MS = Date.UTC(2025, 0, 6, 9);

export class Browser {
  clock = new VirtualClock(START_TIME_MS);
  local = new StorageTexts();
  cookies = new Cookies(this.clock);
  #sessions = new Map();
  #tabs = new Map();
  samples = [];
  errors = [];

  constructor(bundle, { answer = () => '{}', ...options } = {}) {
    this.bundle = bundle;
    this.answer = answer;
    this.options = options;
  }

  pages() {
    return [...this.#tabs.values()].filter((page) => page !== null);
  }

  sessionOf(tab) {
    const known = this.#sessions.get(tab) ?? new StorageTexts();
    known.isBlocked = this.local.isBlocked;
    this.#sessions.set(tab, known);
    return known;
  }

  forget(tab) {
    this.#sessions.delete(tab);
  }

  block(isBlocked) {
    this.local.isBlocked = this.cookies.isBlocked = isBlocked;
    for (const session of this.#sessions.values()) session.isBlocked = isBlocked;
  }

  async open(tab) {
    const page = new Page(this, tab);
    this.#tabs.set(tab, page);
    await page.load(this.bundle);
  }

  drop(page) {
    this.errors.push(...page.errors);
    page.dispose();
    this.#tabs.set(page.tab, null);
  }

  async play({ steps, blocked }) {
    this.block(blocked);
    await this.open('A');
    for (const step of steps) {
      await this.clock.runTo(step.atMs);
      await this.#step(step);
      await settle();
    }
    for (const page of this.pages()) this.drop(page);
    return this.samples.map(({ id }) => id);
  }

  async #step({ op, arg, tab }) {
    if (op === 'clock') {
      this.clock.wallMs += arg;
      return;
    }
    if (op === 'block' || op === 'unblock') return this.block(op === 'block');
    if (op === 'sample' && tab === null) {
      for (const page of this.pages()) this.sample(page);
      return;
    }
    if (op === 'open') return this.open(tab ?? 'A');
    const page = this.#tabs.get(tab ?? 'A');
    await PAGE_OPS[op].call(this, page, arg);
  }

  sample(page) {
    const id = page.sdk ? page.guard(() => page.sdk.read()) : null;
    this.samples.push({ tab: page.tab, id: id === undefined || id === '' ? null : id });
  }
}

const PAGE_OPS = {
  activity: async (page) => {
    page.click();
    await settle();
    await page.guard(() => page.sdk?.telemetry?.());
  },
  dom: (page, arg) => page.click(arg ?? 'click'),
  telemetry: (page) => page.guard(() => page.sdk?.telemetry?.()),
  hidden: (page) => page.setVisibility('hidden'),
  visible: (page) => page.setVisibility('visible'),
  async reload(page) {
    page.unload();
    await settle();
    this.drop(page);
    await this.open(page.tab);
  },
  /** A closed tab takes its storage with it, a crashed one is restored. */
  async close(page) {
    page.unload();
    await settle();
    this.drop(page);
    this.forget(page.tab);
  },
  crash(page) {
    this.drop(page);
  },
  freeze(page) {
    page.event(page.window.document, 'freeze');
    page.isFrozen = true;
  },
  async resume(page) {
    page.isFrozen = false;
    page.event(page.window.document, 'resume');
    await this.clock.runTo(this.clock.elapsedMs);
  },
  bfcacheIn(page) {
    page.pageTransition('pagehide', true);
    page.setVisibility('hidden');
    page.event(page.window.document, 'freeze');
    page.isFrozen = true;
  },
  async bfcacheOut(page) {
    page.isFrozen = false;
    page.event(page.window.document, 'resume');
    page.setVisibility('visible');
    page.pageTransition('pageshow', true);
    await this.clock.runTo(this.clock.elapsedMs);
  },
  sample(page) {
    this.sample(page);
  },
};
