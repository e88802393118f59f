import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Snowplow browser tracker with its default configuration. */
export const snowplowWeb = {
  name: 'snowplow-web',
  startOn: ['load', 'telemetry'],
  extendOn: ['load', 'telemetry'],
  endAfter: { inactivity: { ms: 1_800_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'site',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = '@snowplow/browser-tracker 4.10.1, browser-tracker-core/src/tracker';

export const snowplowWebSources = {
  startOn: `${FROM}/index.ts: initializeIdsAndCookies on load, and each event`,
  extendOn: `${FROM}/index.ts: each writes the cookie anew`,
  'endAfter.inactivity.ms': `${FROM}/index.ts: sessionCookieTimeout 1800 s, the Max-Age of the cookie _sp_ses; gone at exactly that`,
  then: `${FROM}/index.ts: looked at with an event only`,
  lingerMs: `${FROM}/index.ts: memorizedSessionId stays until the next event`,
  scope: `${FROM}/cookie_storage.ts: the cookies _sp_ses and _sp_id`,
  idFormat: `${FROM}/index.ts: uuid v4`,
} as const;
