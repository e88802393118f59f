import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Elastic APM agent for browsers, where `session: true` is set. Page-load transactions alone move it. */
export const elasticWeb = {
  name: 'elastic-web',
  startOn: ['telemetry.traces.page-load'],
  extendOn: ['telemetry.traces.page-load'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  scope: 'origin',
  adopt: 'on-load',
  idFormat: 'hex16',
} as const satisfies SessionPolicy;

const FROM = '@elastic/apm-rum-core 5.25.3, dist/es/performance-monitoring/transaction-service.js';

export const elasticWebSources = {
  startOn: `${FROM}: startTransaction of type page-load`,
  extendOn: `${FROM}: startTransaction of type page-load notes the time`,
  'endAfter.inactivity.ms': `${FROM}: SESSION_TIMEOUT = 30 minutes`,
  'endAfter.inactivity.inclusive': `${FROM}: compared with >`,
  then: `${FROM}: judged at a page load`,
  lingerMs: `${FROM}: the id stays in the configuration`,
  scope: `${FROM}: localStorage, elastic_apm_config`,
  adopt: `${FROM}: read when the agent starts`,
  idFormat: `${FROM}: 16 hexadecimal digits`,
} as const;
