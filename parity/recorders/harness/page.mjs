/** One page: a window of jsdom under the virtual clock, in which an SDK runs unchanged. */
import { webcrypto } from 'node:crypto';
import { JSDOM, ResourceLoader, VirtualConsole } from 'jsdom';
import utils from 'jsdom/lib/jsdom/living/generated/utils.js';
import { storageFor } from './storage.mjs';
import { settle } from './virtual-clock.mjs';

const HTML = '<!doctype html><html><head><title>App</title></head><body><button id="button">Button</button></body></html>';
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** What runs in the window before anything else: its own realm's clock. */
const PRELUDE = `(hooks) => {
  const RealDate = Date;
  const VirtualDate = class Date extends RealDate {
    constructor(...args) { if (args.length === 0) super(hooks.now()); else super(...args); }
    static now() { return hooks.now(); }
  };
  window.Date = VirtualDate;
  window.XMLHttpRequest = class XMLHttpRequest extends EventTarget {
    constructor() { super(); this.readyState = 0; this.status = 0; this.responseText = ''; this.response = ''; this.upload = new EventTarget(); }
    open(method, url) { this.readyState = 1; this.url = String(url); this.responseURL = this.url; }
    setRequestHeader() {}
    getAllResponseHeaders() { return ''; }
    getResponseHeader() { return null; }
    overrideMimeType() {}
    abort() {}
    send() {
      hooks.later(() => {
        this.readyState = 4; this.status = 200; this.responseText = this.response = hooks.answer(this.url);
        for (const type of ['readystatechange', 'load', 'loadend']) { const event = new Event(type); this['on' + type]?.(event); this.dispatchEvent(event); }
      });
    }
  };
}`;

/** Nothing is measured in a page that is not drawn. */
class NoEntries {
  static supportedEntryTypes = [];
  observe() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

export class Page {
  isFrozen = false;
  visibility = 'visible';
  errors = [];

  constructor(browser, tab) {
    this.browser = browser;
    this.tab = tab;
  }

  async load(bundle) {
    const { browser } = this;
    const virtualConsole = new VirtualConsole();
    if (process.env.RECORDER_DEBUG) virtualConsole.sendTo(console);
    this.dom = new JSDOM(HTML, {
      url: 'https://app.example.com/',
      runScripts: 'outside-only',
      virtualConsole,
      resources: new ResourceLoader({ userAgent: USER_AGENT }),
      beforeParse: (window) => this.#prepare(window),
    });
    const { window } = this.dom;
    this.window = window;
    while (window.document.readyState !== 'complete') await new Promise((resolve) => setImmediate(resolve));
    this.originMs = browser.clock.elapsedMs;
    this.guard(() => window.eval(bundle));
    this.sdk = window.sdk;
    if (this.sdk) await this.guard(() => this.sdk.start({ options: browser.options }));
    await settle();
  }

  #prepare(window) {
    const { clock } = this.browser;
    const define = (target, name, value) => Object.defineProperty(target, name, { value, configurable: true, writable: true });
    const set = (run, ms, ...args) => clock.set(this, () => (typeof run === 'function' ? run(...args) : window.eval(run)), ms);
    window.eval(PRELUDE)({
      now: () => clock.now(),
      later: (run) => clock.set(this, run, 5),
      answer: (url) => this.browser.answer(url),
    });
    window.onerror = () => true;
    for (const name of ['setTimeout', 'setImmediate']) define(window, name, (run, ms, ...args) => set(run, ms, ...args));
    define(window, 'setInterval', (run, ms, ...args) => clock.set(this, () => run(...args), ms, Math.max(1, Number(ms) || 1)));
    for (const name of ['clearTimeout', 'clearInterval', 'cancelAnimationFrame', 'cancelIdleCallback'])
      define(window, name, (id) => clock.clear(id));
    define(window, 'requestAnimationFrame', (run) => set(() => run(this.#performanceMs()), 16));
    define(window, 'requestIdleCallback', (run) => set(() => run({ didTimeout: false, timeRemaining: () => 10 }), 1));
    const nowMs = clock.now();
    this.originMs = clock.elapsedMs;
    define(window.performance, 'now', () => this.#performanceMs());
    Object.defineProperty(window.performance, 'timeOrigin', { get: () => nowMs, configurable: true });
    const timing = {
      navigationStart: nowMs,
      fetchStart: nowMs,
      responseStart: nowMs + 1,
      responseEnd: nowMs + 1,
      domLoading: nowMs + 1,
      domInteractive: nowMs + 1,
      domContentLoadedEventStart: nowMs + 1,
      domContentLoadedEventEnd: nowMs + 1,
      domComplete: nowMs + 1,
      loadEventStart: nowMs + 1,
      loadEventEnd: nowMs + 1,
    };
    define(window.performance, 'timing', timing);
    define(window.performance, 'getEntriesByType', () => []);
    define(window.performance, 'getEntriesByName', () => []);
    define(window.performance, 'getEntries', () => []);
    for (const name of ['mark', 'measure', 'clearMarks', 'clearMeasures', 'clearResourceTimings', 'setResourceTimingBufferSize'])
      define(window.performance, name, () => undefined);
    this.#prepareNetwork(window, define);
    this.#prepareStorage(window, define);
    define(window, 'crypto', webcrypto);
    define(window, 'TextEncoder', TextEncoder);
    define(window, 'TextDecoder', TextDecoder);
    define(window, 'structuredClone', (value) => JSON.parse(JSON.stringify(value)));
    for (const name of ['PerformanceObserver', 'ResizeObserver', 'IntersectionObserver']) define(window, name, NoEntries);
    define(window, 'scrollTo', () => {});
    define(window, 'matchMedia', () => ({
      matches: false,
      addEventListener() {},
      removeEventListener() {},
      addListener() {},
      removeListener() {},
    }));
    Object.defineProperty(window.document, 'visibilityState', { get: () => this.visibility, configurable: true });
    Object.defineProperty(window.document, 'hidden', { get: () => this.visibility === 'hidden', configurable: true });
    define(window.document, 'hasFocus', () => this.visibility === 'visible');
  }

  #prepareNetwork(window, define) {
    const { clock, answer } = this.browser;
    const respond = (url) =>
      new Promise((resolve) => clock.set(this, () => resolve(new Response(answer(String(url?.url ?? url)), { status: 200 })), 5));
    define(window, 'fetch', (url) => respond(url));
    for (const [name, value] of Object.entries({ Request, Response, Headers, ReadableStream, CompressionStream: undefined }))
      define(window, name, value);
    define(window.navigator, 'sendBeacon', () => true);
  }

  #prepareStorage(window, define) {
    const { browser, tab } = this;
    const tellOthers = (key, before, after) => {
      for (const page of browser.pages()) if (page !== this) page.hearStorage(key, before, after);
    };
    define(window, 'localStorage', storageFor(browser.local, tellOthers));
    define(window, 'sessionStorage', storageFor(browser.sessionOf(tab)));
    Object.defineProperty(window.document, 'cookie', {
      get: () => browser.cookies.read(),
      set: (text) => browser.cookies.write(text),
      configurable: true,
    });
    define(window.navigator, 'cookieEnabled', true);
  }

  #performanceMs() {
    return this.browser.clock.elapsedMs - this.originMs + 1;
  }

  /** What an SDK throws is noted, as a browser would on its console. */
  guard(run) {
    try {
      const result = run();
      if (typeof result?.then === 'function') return result.then(undefined, (error) => void this.errors.push(String(error)));
      return result;
    } catch (error) {
      this.errors.push(String(error?.stack ?? error));
      return undefined;
    }
  }

  hearStorage(key, oldValue, newValue) {
    const { window } = this;
    this.browser.clock.set(
      this,
      () => window.dispatchEvent(new window.StorageEvent('storage', { key, oldValue, newValue, url: window.location.href })),
      0,
    );
  }

  /** Dispatches an event that the SDK believes to come from a person or the browser. */
  fire(target, event) {
    const impl = utils.implForWrapper(event);
    impl.isTrusted = true;
    Object.defineProperty(event, 'timeStamp', { value: this.#performanceMs(), configurable: true });
    this.guard(() => utils.implForWrapper(target)._dispatch(impl));
  }

  event(target, type, init = {}, kind = 'Event') {
    this.fire(target, new this.window[kind](type, init));
  }

  click(type = 'click') {
    const { window } = this;
    const kind = type.startsWith('key') ? 'KeyboardEvent' : type === 'scroll' ? 'Event' : 'MouseEvent';
    this.event(window.document.getElementById('button'), type, { bubbles: true, cancelable: true, composed: true, key: 'a' }, kind);
  }

  setVisibility(visibility) {
    this.visibility = visibility;
    this.event(this.window.document, 'visibilitychange', { bubbles: true });
  }

  pageTransition(type, persisted) {
    this.event(this.window, type, { persisted }, 'PageTransitionEvent');
  }

  unload() {
    this.event(this.window, 'beforeunload', { cancelable: true });
    this.pageTransition('pagehide', false);
    if (this.visibility !== 'hidden') this.setVisibility('hidden');
    this.event(this.window, 'unload');
  }

  dispose() {
    this.browser.clock.forget(this);
    this.window.close();
  }
}
