import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Countly for web pages. They have no id; a heartbeat each minute keeps them while the page is visible. */
export const countlyWeb = {
  name: 'countly-web',
  startOn: ['load', 'heartbeat'],
  extendOn: ['load', 'heartbeat'],
  endAfter: { inactivity: { ms: 1_800_000, everyMs: 1_000 } },
  then: 'wait',
  lingerMs: null,
  heartbeatEveryMs: 60_000,
  scope: 'origin',
} as const satisfies SessionPolicy;

const FROM = 'countly-sdk-web 26.1.1, lib/countly.js:5963';

export const countlyWebSources = {
  startOn: `${FROM}: begin_session on load, and the heartbeat where the cookie is over`,
  extendOn: `${FROM}: the heartbeat while the page is visible, focused and used within 20 minutes; here while it is visible`,
  'endAfter.inactivity.ms': `${FROM}: session_cookie_timeout = 30 minutes`,
  'endAfter.inactivity.everyMs': `${FROM}: in seconds`,
  then: `${FROM}: looked at by the heartbeat`,
  lingerMs: `${FROM}: no end is told`,
  heartbeatEveryMs: `${FROM}: session_update = 60 s`,
  scope: `${FROM}: localStorage, cly_session`,
} as const;
