import type { SessionPolicy } from '../machines/policy.ts';
import { policyByName } from '../src/policies/index.ts';
import type { PlayOptions } from '../src/tools/index.ts';

/** An SDK that was recorded, and the preset that has to agree with it. */
export interface Subject {
  readonly sdk: string;
  readonly preset: string;
  /** Where it was recorded with other settings than the preset's. */
  readonly settings?: Partial<SessionPolicy>;
  /** When it sends telemetry. */
  readonly play?: PlayOptions;
}

export const SUBJECTS: readonly Subject[] = [
  { sdk: 'otel-web-common', preset: 'otel-web' },
  // `persistent: true`: localStorage, which tabs share.
  { sdk: 'faro-web-sdk', preset: 'faro-web', settings: { scope: 'origin', adopt: 'on-activity' } },
  { sdk: 'datadog-browser', preset: 'datadog-browser' },
  { sdk: 'splunk-otel-web', preset: 'splunk-web' },
  { sdk: 'hyperdx-otel-web', preset: 'hyperdx-web' },
  { sdk: 'posthog-js', preset: 'posthog-web' },
  { sdk: 'newrelic-browser-agent', preset: 'new-relic-browser' },
  { sdk: 'applicationinsights-web', preset: 'application-insights-web', play: { exportEveryMs: 15_000 } },
  { sdk: 'snowplow-browser-tracker', preset: 'snowplow-web' },
  { sdk: 'amplitude-browser', preset: 'amplitude-web' },
  { sdk: 'rudderstack-analytics-js', preset: 'rudderstack-web' },
  { sdk: 'elastic-apm-rum', preset: 'elastic-web' },
  { sdk: 'raygun4js', preset: 'raygun-web' },
  { sdk: 'sentry-replay', preset: 'sentry-replay-web' },
];

/** @throws Error where a subject names no preset. */
export function policyOf({ preset, settings }: Subject): SessionPolicy {
  const policy = policyByName(preset);
  if (!policy) throw new Error(`there is no preset ${preset}`);
  return { ...policy, ...settings };
}
