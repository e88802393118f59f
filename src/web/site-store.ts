import type { PlatformHost, SessionStore } from '../provider/platform.ts';
import { listen, together as stopAll } from './listen.ts';
import { followPage } from './page-life.ts';
import { createSharedConsent } from './shared-consent.ts';
import { consentOf, isLater, sessionOnly, together } from './site-text.ts';
import { FAILED } from './texts.ts';

/** What browsers keep of one cookie (RFC 6265bis: name and value together). */
const MAX_LENGTH = 4_096;
const MAX_AGE_S = 86_400;

/**
 * Carries the session over to the other subdomains of a site by a cookie. Within an origin the origin's own store decides;
 * between origins the last writer wins, so two subdomains opened in the same instant may begin two sessions. Of what does not
 * fit into a cookie the present session goes alone; where that does not fit either, or cookies are blocked, it stays with its
 * origin.
 *
 * @param domain the site's domain, such as `example.com`
 */
export function createSiteStore(origin: SessionStore, { scope, warn }: Pick<PlatformHost, 'scope' | 'warn'>, domain: string): SessionStore {
  const name = `sessionchart_${encodeURIComponent(scope)}`;
  const consentName = `${name}.consent`;
  /** Gone with the browser, so that an open page that finds none knows that it was taken away. */
  const consent = createSharedConsent({ get: () => get(consentName), set: (mark) => set(consentName, mark) });
  /** The consent that this page's own texts are under. */
  let own: unknown = null;
  const get = (cookie: string) => {
    const found = attempt(() => document.cookie.split('; ').find((one) => one.startsWith(`${cookie}=`)));
    return found?.slice(cookie.length + 1) ?? null;
  };
  const set = (cookie: string, value: string | null, maxAgeS?: number) =>
    attempt(() => {
      const age = value === null ? '; max-age=0' : maxAgeS ? `; max-age=${maxAgeS}` : '';
      const secure = location.protocol === 'https:' ? '; secure' : '';
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and a closing page cannot wait
      document.cookie = `${cookie}=${value ?? ''}; domain=${domain}; path=/; samesite=lax${age}${secure}`;
    });
  const fits = (value: string) => name.length + value.length <= MAX_LENGTH;
  const write = (whole: string | null) => {
    const text = whole === null || fits(encode(whole)) ? whole : sessionOnly(whole);
    const known = read();
    if (known === text || isLater(known)) return;
    const value = text === null ? '' : encode(text);
    const isKept = value !== '' && fits(value);
    set(name, isKept ? value : null, MAX_AGE_S);
    if (isKept && read() !== text) warn(FAILED);
  };
  const read = () => {
    const value = get(name);
    return value === null ? null : attempt(() => decode(value));
  };
  const wrote = (text: string | null) => {
    if (!consent.isThere()) return;
    own = consentOf(text);
    write(text);
  };
  return {
    ...origin,
    peek: (slot) => (slot === 'session' ? together(read(), origin.peek(slot)) : origin.peek(slot)),
    async update(slot, next) {
      consent.look();
      if (slot !== 'session') return origin.update(slot, next);
      const text = await origin.update(slot, (stored) => next(together(read(), stored)));
      wrote(text);
      return text;
    },
    subscribe: (onForeignWrite) =>
      stopAll([
        // First, so that nobody goes on with what was stored under a consent that is gone.
        followPage({ leave: consent.sleep, wake: () => void consent.look() }),
        origin.subscribe(onForeignWrite),
        // Where the browser has it, and over HTTPS, other subdomains are heard at once.
        listen((globalThis as { readonly cookieStore?: EventTarget }).cookieStore, ['change'], () => void consent.look()),
      ]),
    writeNow(slot, text) {
      if (!consent.isThere()) return;
      origin.writeNow?.(slot, text);
      if (slot === 'session') wrote(text);
    },
    shareConsent: consent.join,
    async wipe() {
      if (consent.leave()) write(null);
      // Under a later consent another page of this origin may have written already.
      else if (consentOf(await origin.update('session', (stored) => stored)) !== own) return;
      await origin.wipe?.();
    },
  };
}

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const decode = (value: string) =>
  new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(value), (byte) => byte.charCodeAt(0)));

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
