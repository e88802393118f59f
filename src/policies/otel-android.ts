import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * `SessionManager` of OpenTelemetry Android. It differs in one point: there the 15 minutes count from the last reading
 * of the id, be it in the foreground, and are only judged in the background; here they run in the background.
 */
export const otelAndroid = {
  name: 'otel-android',
  startOn: ['telemetry.traces', 'telemetry.logs'],
  extendOn: ['telemetry.traces', 'telemetry.logs'],
  endOn: ['load'],
  endAfter: { inactivity: { ms: 900_000, while: 'background' }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'page',
  clock: 'monotonic',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

export const otelAndroidSources = {
  startOn:
    'opentelemetry-android main, android-agent/src/main/kotlin/io/opentelemetry/android/agent/session/SessionManager.kt: getSessionId() starts one; span and log record processors call it',
  extendOn:
    'opentelemetry-android main, android-agent/src/main/kotlin/io/opentelemetry/android/agent/session/SessionManager.kt: every getSessionId() bumps the timeout (issue 2049)',
  endOn: 'opentelemetry-android main: InMemorySessionStorage, so a session does not outlive its process',
  'endAfter.inactivity.ms':
    'opentelemetry-android main, SessionConfig: backgroundInactivityTimeout = 15.minutes; SessionIdTimeoutHandler: elapsed >= timeout',
  'endAfter.inactivity.while': 'opentelemetry-android main, SessionIdTimeoutHandler: never over in the foreground',
  'endAfter.duration.ms': 'opentelemetry-android main, SessionConfig: maxLifetime = 4.hours; SessionManager: now - start >= maxLifetime',
  then: 'opentelemetry-android main, SessionManager.kt: judged on reading only, no timer',
  scope: 'opentelemetry-android main: InMemorySessionStorage, one for each process',
  clock:
    'opentelemetry-android main, SessionIdTimeoutHandler: the inactivity is measured with nanoTime. The maximum lifetime follows the wall clock there',
  'sampling.ratio': 'opentelemetry-android main, SessionIdRatioBasedSampler: optional, spans only; without it all sessions are kept',
  'sampling.by': 'opentelemetry-android main, SessionIdRatioBasedSampler: by the session id',
  idFormat: 'opentelemetry-android main, SessionIdGenerator: 32 hexadecimal digits',
} as const;
