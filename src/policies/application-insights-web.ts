import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * Sessions of Application Insights for web pages. Its own statistics, 15 minutes after something was sent, count as telemetry
 * of the user: a defect by the look of it, but one that moves most sessions.
 */
export const applicationInsightsWeb = {
  name: 'application-insights-web',
  startOn: ['telemetry', 'heartbeat'],
  extendOn: ['telemetry', 'heartbeat'],
  extendEveryMs: 60_001,
  endOn: ['clock.backward'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true }, duration: { ms: 86_400_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  heartbeatEveryMs: 900_000,
  heartbeatWhile: 'used',
  scope: 'site',
  adopt: 'on-first-activity',
  idFormat: 'base62-22',
} as const satisfies SessionPolicy;

const FROM = '@microsoft/applicationinsights-web 3.4.4';

export const applicationInsightsWebSources = {
  startOn: `${FROM}, properties-js dist-es5/Context/Session.js: update(), called for every item of telemetry`,
  extendOn: `${FROM}, Session.js: update(); SdkStats items included`,
  extendEveryMs: `${FROM}, Session.js: renewalDate moves with the cookie, which is written after more than 60,000 ms`,
  endOn: `${FROM}, Session.js: negative ages expire`,
  'endAfter.inactivity.ms': `${FROM}, Session.js: sessionRenewalMs = 30 minutes since renewalDate`,
  'endAfter.inactivity.inclusive': `${FROM}, Session.js: compared with >; measured without SdkStats: over at 1,800,001 ms`,
  'endAfter.duration.ms': `${FROM}, Session.js: sessionExpirationMs = 24 hours`,
  'endAfter.duration.inclusive': `${FROM}, Session.js: compared with >`,
  then: `${FROM}, Session.js: judged in update() only, no timer`,
  lingerMs: `${FROM}, Session.js: automaticSession keeps its id`,
  heartbeatEveryMs: `${FROM}, core-js dist-es5/core/SdkStatsNotificationCbk.js: FLUSH_INTERVAL = 900000`,
  heartbeatWhile: `${FROM}, SdkStatsNotificationCbk.js: the timer is set when something was sent`,
  scope: `${FROM}, Session.js: the cookie ai_session`,
  adopt: `${FROM}, Session.js: the cookie is read by the first update() of a page and never again`,
  idFormat: `${FROM}, Session.js: newId(22)`,
} as const;
