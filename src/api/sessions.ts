import { attempt, registered, whenRegistered } from './global-slot.ts';
import type { SessionProvider } from './session-provider.ts';

/**
 * The app's sessions, whoever implements them and whether or not they are there yet. Before a provider registers there is no
 * session; what is subscribed, set (`setMetadata`) or recorded (`notify`, with the time of the call) until then takes effect
 * at the registration, up to 1,000 calls. `end` is not kept, as there is nothing to end.
 */
export const sessions: SessionProvider = {
  getSession: (atMs) => attempt(() => registered()?.getSession(atMs) ?? null, null),
  getSessionId: (atMs) => attempt(() => registered()?.getSessionId(atMs) ?? null, null),
  subscribe(listener) {
    let stop: (() => void) | undefined;
    const cancel = whenRegistered((provider) => {
      stop = provider.subscribe(listener);
    });
    return () => {
      cancel();
      attempt(() => stop?.(), undefined);
    };
  },
  notify(trigger, atMs) {
    const recordedAtMs = registered() ? atMs : (atMs ?? Date.now());
    whenRegistered((provider) => provider.notify(trigger, recordedAtMs));
  },
  setMetadata(fields, target) {
    whenRegistered((provider) => provider.setMetadata(fields, target));
  },
  end: (reason, options) => attempt(() => registered()?.end(reason, options), undefined),
};
