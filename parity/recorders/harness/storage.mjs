/** Storage that outlives pages, and can be blocked; cookies by the virtual clock. */

/** Texts of `localStorage` or `sessionStorage`. */
export class StorageTexts {
  texts = new Map();
  isBlocked = false;
}

/** @param tell hears `key, before, after` of a write */
export function storageFor(store, tell = () => {}) {
  const refuse = () => {
    if (store.isBlocked) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  const write = (key, text) => {
    refuse();
    const before = store.texts.get(key) ?? null;
    if (text === null) store.texts.delete(key);
    else store.texts.set(key, text);
    if (before !== text) tell(key, before, text);
  };
  const methods = {
    getItem: (key) => store.texts.get(String(key)) ?? null,
    setItem: (key, text) => write(String(key), String(text)),
    removeItem: (key) => (store.texts.has(String(key)) ? write(String(key), null) : undefined),
    clear: () => {
      for (const key of [...store.texts.keys()]) write(key, null);
    },
    key: (index) => [...store.texts.keys()][index] ?? null,
  };
  return new Proxy(methods, {
    get: (_, name) => (name === 'length' ? store.texts.size : (methods[name] ?? store.texts.get(String(name)))),
    set: (_, name, text) => {
      methods.setItem(name, text);
      return true;
    },
    has: (_, name) => name in methods || store.texts.has(String(name)),
    deleteProperty: (_, name) => {
      methods.removeItem(name);
      return true;
    },
    ownKeys: () => [...store.texts.keys()],
    getOwnPropertyDescriptor: (_, name) =>
      store.texts.has(String(name))
        ? { value: store.texts.get(String(name)), enumerable: true, configurable: true, writable: true }
        : undefined,
  });
}

/** The cookies of one site. A cookie is gone at the very millisecond that it expires. */
export class Cookies {
  #jar = new Map();
  isBlocked = false;
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  read() {
    const nowMs = this.#clock.now();
    for (const [name, { expiresMs }] of this.#jar) if (nowMs >= expiresMs) this.#jar.delete(name);
    return [...this.#jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  write(text) {
    if (this.isBlocked) return;
    const [pair, ...attributes] = String(text).split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    let expiresMs = Infinity;
    for (const attribute of attributes) {
      const [key, value = ''] = attribute.trim().split('=');
      if (key.toLowerCase() === 'expires' && expiresMs === Infinity) expiresMs = Date.parse(value);
      if (key.toLowerCase() === 'max-age') expiresMs = this.#clock.now() + Number(value) * 1000;
      // A site under a public suffix cannot set cookies for the suffix.
      if (key.toLowerCase() === 'domain' && !/\./.test(value.replace(/^\./, ''))) return;
    }
    if (expiresMs <= this.#clock.now()) this.#jar.delete(name);
    else this.#jar.set(name, { value: pair.slice(at + 1).trim(), expiresMs: Number.isNaN(expiresMs) ? Infinity : expiresMs });
  }
}
