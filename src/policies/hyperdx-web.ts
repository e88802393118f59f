import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * Sessions of the HyperDX browser SDK, as of the early Splunk one that it grew from. A page looks once a minute whether its
 * session is over, and then begins the next, whether anybody is there or not.
 */
export const hyperdxWeb = {
  name: 'hyperdx-web',
  startOn: ['load', 'timer'],
  extendOn: ['load', 'foreground', 'background', 'input.click', 'input.scroll', 'input.mousedown', 'input.keydown', 'input.touchend'],
  endOn: ['clock.backward.before-start'],
  endAfter: { inactivity: { ms: 900_000, everyMs: 60_000 }, duration: { ms: 14_400_000, inclusive: true, everyMs: 60_000 } },
  then: 'renew',
  scope: 'site',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = '@hyperdx/otel-web 0.20.0, dist/esm/session.js';

export const hyperdxWebSources = {
  startOn: `${FROM}: initSessionTracking makes one where the cookie is gone, on load and in updateSessionStatus, each minute`,
  extendOn: `${FROM}: click, scroll, mousedown, keydown, touchend and visibilitychange mark activity, which the next poll writes`,
  endOn: `${FROM}: a start time in the future is not valid`,
  'endAfter.inactivity.ms': `${FROM}: the browser lets the cookie expire after 15 minutes`,
  'endAfter.inactivity.everyMs': `${FROM}: polled each 60 seconds; measured: over at 955,000 ms for activity 5 s before a poll`,
  'endAfter.duration.ms': `${FROM}: 4 hours`,
  'endAfter.duration.inclusive': `${FROM}: over when now > startTime + 4 h`,
  'endAfter.duration.everyMs': `${FROM}: polled each 60 seconds`,
  then: `${FROM}: the poll that finds it over makes the next one`,
  scope: `${FROM}: the cookie __rum_sid`,
  'sampling.ratio': `${FROM}: all without a sampler`,
  'sampling.by': `${FROM}: by the session id`,
  idFormat: `${FROM}: 32 hexadecimal digits`,
} as const;
