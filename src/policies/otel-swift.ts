import type { SessionPolicy } from '../../machines/policy.ts';

/** `SessionManager` of OpenTelemetry Swift with its default configuration. */
export const otelSwift = {
  name: 'otel-swift',
  startOn: ['telemetry.traces', 'telemetry.logs'],
  extendOn: ['telemetry.traces', 'telemetry.logs'],
  endAfter: { inactivity: { ms: 1_800_000 } },
  then: 'wait',
  scope: 'app',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

export const otelSwiftSources = {
  startOn:
    'opentelemetry-swift 2.5.2, Sources/Instrumentation/Sessions/SessionManager.swift: getSession() starts one; span and log record processors call it',
  extendOn: 'opentelemetry-swift 2.5.2, SessionManager.swift: getSession() extends, peekSession() does not',
  'endAfter.inactivity.ms':
    'opentelemetry-swift 2.5.2, SessionConfig.swift: sessionTimeout 30 minutes; SessionManager.swift: expireTime <= now. maxLifetime is nil',
  then: 'opentelemetry-swift 2.5.2, SessionManager.swift: judged on reading only, no timer',
  scope: 'opentelemetry-swift 2.5.2, SessionStore.swift: UserDefaults.standard, restored at the next launch',
  idFormat: 'opentelemetry-swift 2.5.2, SessionManager.swift: UUID().uuidString',
} as const;
