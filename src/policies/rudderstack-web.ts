import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of RudderStack for JavaScript with its default configuration. */
export const rudderstackWeb = {
  name: 'rudderstack-web',
  startOn: ['load', 'telemetry'],
  extendOn: ['load', 'telemetry'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true } },
  then: 'wait',
  scope: 'site',
  idFormat: 'epoch-ms',
} as const satisfies SessionPolicy;

const FROM = '@rudderstack/analytics-js 3.34.1, userSessionManager';

export const rudderstackWebSources = {
  startOn: `${FROM}/UserSessionManager.ts: on load, and refreshSession with each event`,
  extendOn: `${FROM}/UserSessionManager.ts: each moves expiresAt`,
  'endAfter.inactivity.ms': `${FROM}/utils.ts: 30 minutes, at least 10 s by option`,
  'endAfter.inactivity.inclusive': `${FROM}/utils.ts: now > expiresAt. The cut-off after 12 hours is off by default`,
  then: `${FROM}/UserSessionManager.ts: getSessionId() gives null once it is over`,
  scope: `${FROM}: the cookie rl_session, read at every check`,
  idFormat: `${FROM}/utils.ts: the time of the start is the id`,
} as const;
