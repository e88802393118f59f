import type { SessionPolicy } from '../../machines/policy.ts';

/** Visits of Matomo, which its server decides with the default configuration. Days are those of the site there. */
export const matomo = {
  name: 'matomo',
  startOn: ['telemetry'],
  extendOn: ['telemetry', 'heartbeat'],
  endOn: ['day', 'attribute.campaign', 'attribute.user.id'],
  endAfter: { inactivity: { ms: 1_800_000, everyMs: 1_000 }, telemetryCount: 10_000 },
  then: 'wait',
  scope: 'site',
} as const satisfies SessionPolicy;

const FROM = 'matomo 5, plugins/CoreHome/Tracker/VisitRequestProcessor.php';

export const matomoSources = {
  startOn: `${FROM}: a request without a known visit`,
  extendOn: `${FROM}: every request; heart beats of 15 s by option`,
  endOn: `${FROM}: midnight of the site, a new campaign, a new user id`,
  'endAfter.inactivity.ms': `${FROM}, config/global.ini.php: visit_standard_length = 1800; same visit while last > now - 1800`,
  'endAfter.inactivity.everyMs': `${FROM}: in seconds`,
  'endAfter.telemetryCount': `${FROM}, config/global.ini.php: 10000 actions`,
  then: `${FROM}: with the next request`,
  scope: `${FROM}: by visitor, on the server`,
} as const;
