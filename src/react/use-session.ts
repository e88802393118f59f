import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { LiveSession } from '../../machines/session.ts';
import type { SessionProvider } from '../api/session-provider.ts';
import { sessions } from '../api/sessions.ts';
import { isAlike } from './is-alike.ts';

/** Picks what a component shows. Called with `null` where no session lives, and on the server. */
export type SessionSelector<T> = (session: LiveSession | null) => T;

const live = (provider: SessionProvider): LiveSession | null => {
  const session = provider.getSession();
  return session?.endTimeMs === null ? session : null;
};

/**
 * The live session, or what `selector` picks of it. A component renders again only when that has changed; objects and arrays
 * are compared by their fields. On the server, and while it hydrates, there is no session.
 *
 * @param selector need not be stable. What it throws, the component throws.
 * @param provider default: the registered one, whether it is there already or comes later
 */
export function useSession(): LiveSession | null;
export function useSession<T>(selector: SessionSelector<T>, provider?: SessionProvider): T;
export function useSession<T>(selector?: SessionSelector<T>, provider: SessionProvider = sessions): T | LiveSession | null {
  const last = useRef<T | LiveSession | null>(null);
  let seen: LiveSession | null | undefined;
  const pick = (session: LiveSession | null): T | LiveSession | null => {
    // React asks again in the same render, and a selector may make objects within objects, which are never the same.
    if (session === seen) return last.current;
    seen = session;
    const value = selector ? selector(session) : session;
    if (!isAlike(last.current, value)) last.current = value;
    return last.current;
  };
  const subscribe = useCallback((changed: () => void) => provider.subscribe(changed), [provider]);
  return useSyncExternalStore(
    subscribe,
    () => pick(live(provider)),
    () => pick(null),
  );
}
