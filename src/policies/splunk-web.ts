import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Splunk RUM for browsers with its default configuration. */
export const splunkWeb = {
  name: 'splunk-web',
  startOn: ['load', 'input.click', 'input.touchstart', 'input.keydown', 'input.scroll'],
  extendOn: ['input.click', 'input.touchstart', 'input.keydown', 'input.scroll'],
  extendEveryMs: 1_000,
  endAfter: { inactivity: { ms: 900_000, inclusive: true }, duration: { ms: 14_400_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  scope: 'site',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = '@splunk/otel-web 2.5.1';

export const splunkWebSources = {
  startOn: `${FROM}, packages/web/src/managers/session-manager/session-manager.ts: on start, and on trusted click, touchstart, keydown and scroll after expiry`,
  extendOn: `${FROM}, session-manager.ts: the same inputs move expiresAt; telemetry does not (issues 899 and 939)`,
  extendEveryMs: `${FROM}, session-manager.ts: activity is throttled to one second`,
  'endAfter.inactivity.ms': `${FROM}, session-manager.ts: 15 minutes after the last input`,
  'endAfter.inactivity.inclusive': `${FROM}, session-manager.ts: expired when now > expiresAt; measured: over at 900,001 ms`,
  'endAfter.duration.ms': `${FROM}, session-manager.ts: 4 hours after its start`,
  'endAfter.duration.inclusive': `${FROM}, session-manager.ts: expired when now > start + 4 h`,
  then: `${FROM}, session-manager.ts: an expired session waits for input or a load`,
  lingerMs: `${FROM}, session-manager.ts: the id stays, with the state expired-inactivity or expired-duration`,
  scope: `${FROM}, session-manager.ts: the cookie _splunk_rum_sid, read again each second, so that tabs follow each other`,
  'sampling.ratio': `${FROM}: all without a sampler`,
  'sampling.by': `${FROM}: SessionBasedSampler decides by the session id`,
  idFormat: `${FROM}, session-manager.ts: 32 hexadecimal digits`,
} as const;
