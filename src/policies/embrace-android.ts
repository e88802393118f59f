import type { SessionPolicy } from '../../machines/policy.ts';

/** User sessions of Embrace for Android; its parts are cut at every change between foreground and background. */
export const embraceAndroid = {
  name: 'embrace-android',
  startOn: ['foreground', 'load', 'manual', 'timer.foreground'],
  extendOn: ['foreground', 'background', 'heartbeat'],
  endOn: ['manual', 'clock.backward.before-start'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true, while: 'background' }, duration: { ms: 43_200_000, inclusive: true } },
  minDurationMs: 5_000,
  then: 'wait',
  splitOn: ['foreground', 'background'],
  heartbeatEveryMs: 60_000,
  scope: 'app',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'embrace-android 9.3.0-SNAPSHOT, session/orchestrator';

export const embraceAndroidSources = {
  startOn: `${FROM}/SessionOrchestratorImpl.kt: in the foreground, by the API, and by the timer of the maximum`,
  extendOn: `${FROM}/UserSessionMetadata.kt: lastActivity, refreshed in the foreground`,
  endOn: `${FROM}/SessionOrchestratorImpl.kt: endUserSession(); a clock before the start is clock_mismatch (issue 3267)`,
  'endAfter.inactivity.ms': `${FROM}/UserSessionBehaviorImpl.kt: 30 minutes, from 30 s to 24 h by configuration`,
  'endAfter.inactivity.inclusive': `${FROM}/SessionOrchestratorImpl.kt: compared with >`,
  'endAfter.inactivity.while': `${FROM}/SessionOrchestratorImpl.kt: runs in the background only`,
  'endAfter.duration.ms': `${FROM}/UserSessionBehaviorImpl.kt: 12 hours, from 1 h to 24 h`,
  'endAfter.duration.inclusive': `${FROM}/SessionOrchestratorImpl.kt: compared with >`,
  minDurationMs: `${FROM}/SessionOrchestratorImpl.kt: a manual end is refused within 5 s`,
  then: `${FROM}/SessionOrchestratorImpl.kt: in the background it waits`,
  splitOn: `${FROM}/SessionOrchestratorImpl.kt: a part for each`,
  heartbeatEveryMs: `${FROM}/SessionOrchestratorImpl.kt: 60 s, 20 s where the timeout is at most 120 s`,
  scope: `${FROM}: on disk, embrace.user_session`,
  idFormat: `${FROM}: uuid`,
} as const;
