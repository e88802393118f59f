import { type Consent, type ConsentOptions, type ConsentState, withConsent } from '../consent/index.ts';
import type { Platform } from '../provider/platform.ts';

type Answer = 'grantConsent' | 'revokeConsent';

let consent: Consent | null = null;
let hasStarted = false;
/** What a consent manager said before the start. */
let early: Answer | null = null;
const listeners = new Set<(state: ConsentState) => void>();

/** The platform to start with: of somebody who is asked, or of everybody. */
export function askOn(platform: Platform, options: ConsentOptions | undefined): Platform {
  const asked = options && withConsent(platform, options);
  for (const listener of listeners) asked?.subscribe((state) => listeners.has(listener) && listener(state));
  consent = asked ?? null;
  return asked?.platform ?? platform;
}

/** What was answered before the start holds from there on. */
export function answerEarly(): void {
  hasStarted = true;
  if (early) void consent?.[early]();
}

function answer(name: Answer): Consent | null {
  if (!hasStarted) early = name;
  else if (!consent) {
    throw new Error(
      `sessionchart.${name}: nobody is asked; start({ consent: {} }) or data-consent on the script does, unless another provider was registered before`,
    );
  }
  return consent;
}

/**
 * What was held is stored, and a session that is live in the store is joined. Before the start it holds from the start on.
 *
 * @throws Error where the start was one without consent
 */
export function grantConsent(): void {
  answer('grantConsent')?.grantConsent();
}

/**
 * Ends the session, wipes what is stored, and records nothing until the next grant; in all tabs. Before the start it holds
 * from the start on.
 *
 * @returns whether all that was stored here is gone; `false` before the start
 * @throws Error where the start was one without consent
 */
export function revokeConsent(): Promise<boolean> {
  return answer('revokeConsent')?.revokeConsent() ?? Promise.resolve(false);
}

/** Tells of each change of consent, also of one that another tab made. @returns stop */
export function subscribeConsent(listener: (state: ConsentState) => void): () => void {
  listeners.add(listener);
  const stop = consent?.subscribe(listener);
  return () => {
    listeners.delete(listener);
    stop?.();
  };
}
