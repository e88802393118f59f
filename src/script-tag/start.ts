import { registered, registerSessionProvider } from '../api/global-slot.ts';
import { createSessionProvider, type SessionProviderOptions, type Sessions } from '../lite/create-session-provider.ts';
import { webPlatform } from '../web/web-platform.ts';

let started: Sessions | null = null;

/**
 * Begins to keep sessions on this page, once, and registers them, so that `sessions` speaks to them in every other script, too.
 * Without options, a later call returns what the first one made.
 *
 * @returns `null` where somebody else's provider is registered already; that one stays, and nothing is made.
 * @throws Error if it gets options after it has started; PolicyError and TypeError as `createSessionProvider` does.
 */
export function start(options?: SessionProviderOptions): Sessions | null {
  if (started && options) {
    throw new Error('sessionchart.start: it has started already; data-start="manual" on the script leaves the start to this call');
  }
  if (started) return started;
  if (registered()) return null;
  started = createSessionProvider({ platform: webPlatform(), ...options });
  registerSessionProvider(started);
  return started;
}

/**
 * What the script does as it is loaded: it starts, unless its element says `data-start="manual"`. Outside a page, and in a script
 * that was not loaded by an element, nothing asks it to wait.
 */
export function startUnlessAsked(): void {
  const script = typeof document === 'undefined' ? null : document.currentScript;
  if (script?.dataset.start !== 'manual') start();
}
