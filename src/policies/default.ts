import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * The policy for who has no reason for another: a session is a time in which somebody used the app. It is over 30
 * minutes after the last sign of a person and after 4 hours at the latest, and the next begins when somebody is there
 * again.
 */
export const defaultPolicy = {
  name: 'default',
  startOn: ['load', 'foreground', 'input', 'navigation'],
  extendOn: ['load', 'foreground', 'input', 'navigation'],
  endAfter: { inactivity: { ms: 1_800_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'origin',
} as const satisfies SessionPolicy;

/** Why each value of `defaultPolicy` is what it is, by its path. */
export const defaultPolicySources = {
  startOn:
    'Signs of a person. Telemetry is none: timers and polling send it from pages that nobody looks at, so it would mint sessions without users.',
  extendOn:
    'As startOn. Reading the id does not extend: OpenTelemetry counts that as a fault (opentelemetry-android issues 2049 and 467); telemetry does not either, as in Datadog, Splunk and New Relic.',
  'endAfter.inactivity.ms':
    '30 minutes, the most common value: GA4 and Matomo (documentation), opentelemetry-swift (SessionConfig), PostHog, Amplitude, Snowplow, New Relic, Application Insights. Over at exactly 30 minutes, as in opentelemetry-swift (expireTime <= now).',
  'endAfter.duration.ms':
    '4 hours, the most common value: opentelemetry-android (SessionConfig), Datadog (SESSION_TIME_OUT_DELAY), Grafana Faro (SESSION_EXPIRATION_TIME), Splunk, New Relic. Over at exactly 4 hours.',
  then: 'SDKs that renew at once mint empty sessions in idle tabs: @opentelemetry/web-common 0.300.0 five in two hours of a tab that nobody touched.',
  scope: 'One session for all tabs of a web app, as in most web SDKs; a native app has one anyway.',
} as const;
