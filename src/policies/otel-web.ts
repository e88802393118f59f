import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * `SessionManager` of OpenTelemetry web, with the values of its README, since it has no defaults. It differs in two
 * points: activity within five seconds of other activity counts here, and a timer that was late (sleep, a throttled
 * tab) does not revive the session.
 */
export const otelWeb = {
  name: 'otel-web',
  startOn: ['load', 'telemetry.traces', 'telemetry.logs', 'timer'],
  extendOn: ['load', 'telemetry.traces', 'telemetry.logs'],
  endAfter: { inactivity: { ms: 1_800_000, while: 'open' }, duration: { ms: 14_400_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'origin',
  adopt: 'on-load',
  persist: 'start',
  withoutStore: 'none',
  clock: 'monotonic',
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

export const otelWebSources = {
  startOn:
    '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: start() on load; getSession() starts one where none is held; so does a timer that finds one over',
  extendOn:
    '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: getSession() re-arms the timer; the span and log record processors call it. start() arms it anew for the stored session',
  'endAfter.inactivity.ms':
    '@opentelemetry/browser-sdk 0.4.0, README.md: inactivityTimeout: 30 * 60 (seconds). An option without a default',
  'endAfter.inactivity.while':
    '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: start() adopts a stored session however old its activity is',
  'endAfter.duration.ms':
    '@opentelemetry/browser-sdk 0.4.0, README.md: maxDuration: 4 * 60 * 60 (seconds). An option without a default; the README of web-common 0.300.0 has 7200 with the comment "4 hours"',
  then: '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: the next starts when a timer or getSession() finds the last one over',
  lingerMs: '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: the id stays until then, however late that is',
  scope: '@opentelemetry/web-common 0.300.0: LocalStorageSessionStore, key opentelemetry-session',
  adopt: '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: the store is read in start() only',
  persist: '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: startSession() saves { id, startTimestamp }, nothing else does',
  withoutStore:
    '@opentelemetry/web-common 0.300.0, LocalStorageSessionStore.save throws where storage is blocked, start() rejects and getSessionId() throws, measured',
  clock: '@opentelemetry/web-common 0.300.0, dist/SessionManager.mjs: setTimeout measures both limits',
  idFormat: '@opentelemetry/web-common 0.300.0: createDefaultSessionIdGenerator() gives 32 hexadecimal digits',
} as const;
