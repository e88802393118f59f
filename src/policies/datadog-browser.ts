import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Datadog browser SDK with its default configuration. `manual.consent` is a tracking consent that is given. */
export const datadogBrowser = {
  name: 'datadog-browser',
  startOn: ['load', 'input.click', 'input.touchstart', 'input.keydown', 'input.scroll', 'manual.consent'],
  extendOn: ['load', 'input.click', 'input.touchstart', 'input.keydown', 'input.scroll', 'manual.consent', 'foreground', 'heartbeat'],
  extendEveryMs: 1_000,
  endAfter: { inactivity: { ms: 900_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  heartbeatEveryMs: 60_000,
  scope: 'origin',
  adopt: 'on-activity',
  withoutStore: 'none',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

export const datadogBrowserSources = {
  startOn:
    '@datadog/browser-core 7.16.2, src/domain/session/sessionManager.ts: resolveInitialState, trackActivity and the consent call expandOrRenew',
  extendOn:
    '@datadog/browser-core 7.16.2, src/domain/session/sessionManager.ts: as startOn, and trackVisibility calls expandOnly while visible',
  extendEveryMs: '@datadog/browser-core 7.16.2, src/domain/session/sessionManager.ts: throttledExpandOrRenew, ONE_SECOND',
  'endAfter.inactivity.ms':
    '@datadog/browser-core 7.16.2, src/domain/session/sessionConstants.ts: SESSION_EXPIRATION_DELAY = 15 * ONE_MINUTE; active while now < expire',
  'endAfter.duration.ms': '@datadog/browser-core 7.16.2, src/domain/session/sessionConstants.ts: SESSION_TIME_OUT_DELAY = 4 * ONE_HOUR',
  then: '@datadog/browser-core 7.16.2, src/domain/session/sessionManager.ts: an expired session has no id until the next activity',
  heartbeatEveryMs: '@datadog/browser-core 7.16.2, src/domain/session/sessionManager.ts: VISIBILITY_CHECK_DELAY = ONE_MINUTE',
  scope:
    '@datadog/browser-core 7.16.2, src/browser/cookie.ts: a cookie of this host (whatever the port), of the whole site with trackSessionAcrossSubdomains, which is off by default',
  adopt:
    '@datadog/browser-core 7.16.2, src/domain/session: a tab without a session takes the stored one on its own activity (pull request 4475)',
  withoutStore: '@datadog/browser-core 7.16.2, src/domain/session: without cookies and localStorage there are no sessions, measured',
  'sampling.ratio': '@datadog/browser-core 7.16.2, src/domain/configuration/configuration.ts: sessionSampleRate 100 %',
  'sampling.by': '@datadog/browser-core 7.16.2: by a hash of the session id',
  idFormat: '@datadog/browser-core 7.16.2: generateUUID()',
} as const;
