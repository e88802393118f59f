import type { TextMapPropagator } from '@opentelemetry/api';
import { propagation } from '@opentelemetry/api';
import type { SessionProvider } from 'sessionchart/api';

export const SESSION_COOKIE = 'session_id';
/** As long as a session lasts at the most. */
const MAX_AGE_S = 4 * 3_600;

/** In the browser: the cookie goes with every request to this origin, those of Next.js and documents included. @returns stop */
export function keepSessionCookie(sessions: SessionProvider): () => void {
  return sessions.subscribe(({ type, session }) => {
    const [id, maxAge] = type === 'ended' ? ['', 0] : [session.id, MAX_AGE_S];
    // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is not in every browser.
    document.cookie = `${SESSION_COOKIE}=${id}; Path=/; Max-Age=${maxAge}; SameSite=Lax; Secure`;
  });
}

/** On the server: takes the cookie for `session.id` in baggage, unless the caller sent that. */
export const sessionCookiePropagator: TextMapPropagator = {
  inject() {},
  extract(context, carrier, getter) {
    const baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
    const cookies = [getter.get(carrier, 'cookie')].flat().join('; ');
    const [, id] = cookies.match(/(?:^|; )session_id=([\w-]{1,128})(?:;|$)/) ?? [];
    if (id === undefined || baggage.getEntry('session.id')) return context;
    return propagation.setBaggage(context, baggage.setEntry('session.id', { value: id }));
  },
  fields: () => [],
};
