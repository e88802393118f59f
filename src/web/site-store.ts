import type { PlatformHost, SessionStore } from '../provider/platform.ts';
import { isLater, sessionOnly, together } from './site-text.ts';
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
  const fits = (value: string) => name.length + value.length <= MAX_LENGTH;
  const write = (whole: string | null) => {
    const text = whole === null || fits(encode(whole)) ? whole : sessionOnly(whole);
    const known = read();
    if (known === text || isLater(known)) return;
    const value = text === null ? '' : encode(text);
    const isKept = value !== '' && fits(value);
    const attributes = `; domain=${domain}; path=/; samesite=lax; max-age=${isKept ? MAX_AGE_S : 0}${location.protocol === 'https:' ? '; secure' : ''}`;
    attempt(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and a closing page cannot wait
      document.cookie = `${name}=${isKept ? value : ''}${attributes}`;
    });
    if (isKept && read() !== text) warn(FAILED);
  };
  const read = () => {
    const found = attempt(() => document.cookie.split('; ').find((cookie) => cookie.startsWith(`${name}=`)));
    return found ? attempt(() => decode(found.slice(name.length + 1))) : null;
  };
  return {
    ...origin,
    peek: (slot) => (slot === 'session' ? together(read(), origin.peek(slot)) : origin.peek(slot)),
    async update(slot, next) {
      if (slot !== 'session') return origin.update(slot, next);
      const text = await origin.update(slot, (stored) => next(together(read(), stored)));
      write(text);
      return text;
    },
    writeNow(slot, text) {
      origin.writeNow?.(slot, text);
      if (slot === 'session') write(text);
    },
    async wipe() {
      await origin.wipe?.();
      write(null);
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
