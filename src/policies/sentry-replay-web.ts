import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Sentry session replay. Recording pauses after five minutes, the session goes on. */
export const sentryReplayWeb = {
  name: 'sentry-replay-web',
  startOn: ['load', 'input'],
  extendOn: ['load', 'input', 'navigation'],
  endAfter: { inactivity: { ms: 900_000 }, duration: { ms: 3_600_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'tab',
  sampling: { ratio: 1, by: 'random' },
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = '@sentry/replay 11.12.0, build/npm/esm/index.js';

export const sentryReplayWebSources = {
  startOn: `${FROM}: loadOrCreateSession on load; input refreshes an expired one. Becoming visible does not, measured`,
  extendOn: `${FROM}: updateUserActivity with DOM events and navigations, and a load that resumes it, recorded`,
  'endAfter.inactivity.ms': `${FROM}: SESSION_IDLE_EXPIRE_DURATION = 900000, expired when last + 900000 <= now`,
  'endAfter.duration.ms': `${FROM}: MAX_REPLAY_DURATION = 3600000, expired when start + 3600000 <= now`,
  then: `${FROM}: judged when something happens`,
  lingerMs: `${FROM}: the id stays while paused`,
  scope: `${FROM}: sessionStorage, sentryReplaySession`,
  'sampling.ratio': `${FROM}: replaysSessionSampleRate, an option; recorded with 1`,
  'sampling.by': `${FROM}: Math.random, kept in the session`,
  idFormat: `${FROM}: 32 hexadecimal digits`,
} as const;
