import { registered, registerSessionProvider } from '../api/global-slot.ts';
import type { ConsentOptions } from '../consent/index.ts';
import { createSessionProvider, type SessionProviderOptions, type Sessions } from '../lite/create-session-provider.ts';
import { webPlatform } from '../web/web-platform.ts';
import { answerEarly, askOn } from './consent.ts';

export interface StartOptions extends SessionProviderOptions {
  /** The person is asked: nothing is stored or sent before `grantConsent`. Default: nobody is. */
  readonly consent?: ConsentOptions;
}

let started: Sessions | null = null;

/**
 * Begins to keep sessions on this page, once, and registers them, so that `sessions` speaks to them in every other script, too.
 * Without options, a later call returns what the first one made.
 *
 * @returns `null` where somebody else's provider is registered already; that one stays, and nothing is made.
 * @throws Error if it gets options after it has started; PolicyError and TypeError as `createSessionProvider` and `withConsent` do.
 */
export function start(options?: StartOptions): Sessions | null {
  if (started && options) {
    throw new Error('sessionchart.start: it has started already; data-start="manual" on the script leaves the start to this call');
  }
  if (started) return started;
  if (registered()) {
    answerEarly();
    return null;
  }
  const { consent, platform = webPlatform(), ...rest } = options ?? {};
  started = createSessionProvider({ ...rest, platform: askOn(platform, consent) });
  registerSessionProvider(started);
  answerEarly();
  return started;
}

/**
 * What the script does as it is loaded: it starts, unless its element says `data-start="manual"`; with `data-consent="memory"` or
 * `"nothing"` the person is asked, and that happens until then. Outside a page, and in a script that was not loaded by an element,
 * nothing asks it to wait.
 *
 * @throws TypeError where `data-consent` says anything else
 */
export function startUnlessAsked(): void {
  const script = typeof document === 'undefined' ? null : document.currentScript;
  const { start: how, consent } = script?.dataset ?? {};
  if (how !== 'manual') start(consent === undefined ? undefined : { consent: { before: consent as 'memory' } });
}
