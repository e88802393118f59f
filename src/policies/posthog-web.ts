import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of posthog-js with its default configuration. It shows the old id for three minutes more, until its own timer clears it. */
export const posthogWeb = {
  name: 'posthog-web',
  startOn: ['telemetry'],
  extendOn: ['telemetry'],
  endOn: ['clock.backward.beyond-limit'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true }, duration: { ms: 86_400_000, inclusive: true } },
  then: 'wait',
  lingerMs: 180_000,
  scope: 'origin',
  adopt: 'on-lapse',
  idFormat: 'uuid7',
} as const satisfies SessionPolicy;

const FROM = 'posthog-js 1.449.2, lib/src/sessionid.js';

export const posthogWebSources = {
  startOn: `${FROM}: checkAndGetSessionAndWindowId, called for each captured event`,
  extendOn: `${FROM}: checkAndGetSessionAndWindowId moves the activity time unless readOnly`,
  endOn: `${FROM}: _sessionHasBeenIdleTooLong takes the absolute difference`,
  'endAfter.inactivity.ms': `${FROM}: DEFAULT_SESSION_IDLE_TIMEOUT_SECONDS = 30 * 60, from 60 s to 10 h by option`,
  'endAfter.inactivity.inclusive': `${FROM}: compared with >; measured: over at 1,800,001 ms`,
  'endAfter.duration.ms': `${FROM}: SESSION_LENGTH_LIMIT_MILLISECONDS, 24 hours`,
  'endAfter.duration.inclusive': `${FROM}: compared with >`,
  then: `${FROM}: the id is null until the next event`,
  lingerMs: `${FROM}: _resetIdleTimer clears the id at 1.1 times the idle timeout, 3 minutes after the lapse`,
  scope: `${FROM}: localStorage and cookie of the token`,
  adopt: `${FROM}: storage is read again before a lapse and with an event (issue 3690)`,
  idFormat: `${FROM}: uuidv7`,
} as const;
