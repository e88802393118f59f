import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsePolicy } from '../../machines/parse-policy.ts';
import { sourcedPolicies } from '../../scripts/generate-schemas.mjs';
import { policies, policyByName } from '../../src/policies/index.ts';

const sourced = sourcedPolicies();

/** Paths of everything in a policy that is no object of its own. */
const leaves = (value: object, path = ''): string[] =>
  Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? leaves(inner, `${path}${name}.`) : [path + name],
  );

it('lists every preset once, and finds it by its name', () => {
  expect(policies.map(({ name }) => name)).toEqual([
    'default',
    'otel-web',
    'otel-android',
    'otel-swift',
    'amplitude-react-native',
    'amplitude-web',
    'application-insights-web',
    'bugsnag-android',
    'bugsnag-web',
    'countly-web',
    'datadog-android',
    'datadog-browser',
    'datadog-ios',
    'elastic-web',
    'embrace-android',
    'embrace-apple',
    'embrace-web',
    'faro-web',
    'firebase-android',
    'ga4',
    'highlight-web',
    'honeycomb-web',
    'hyperdx-web',
    'logrocket',
    'matomo',
    'mixpanel-replay-web',
    'new-relic-browser',
    'posthog-web',
    'raygun-web',
    'rudderstack-web',
    'sentry-android',
    'sentry-replay-web',
    'sentry-web',
    'snowplow-web',
    'splunk-web',
  ]);
  for (const policy of policies) expect(policyByName(policy.name)).toBe(policy);
  expect(policyByName('toString')).toBeUndefined();
  expect(sourced.map(({ name }) => name).sort()).toEqual(policies.map(({ name }) => name).sort());
});

it.each(sourced.map((policy) => [policy.name, policy] as const))('%s has a source for every value and nothing else', (_name, policy) => {
  const { name: _, sources = {}, ...values } = policy;
  expect(Object.keys(sources).sort()).toEqual(leaves(values).sort());
  for (const source of Object.values(sources)) expect(source).toMatch(/\S/);
});

it.each(sourced.map(({ name }) => name))('%s is the same in TypeScript and in JSON', (name) => {
  const { sources, ...policy } = parsePolicy(
    JSON.parse(readFileSync(new URL(`../../schemas/policies/${name}.json`, import.meta.url), 'utf8')),
  );
  expect(policy).toEqual(policyByName(name));
  expect(sources).toEqual(sourced.find((other) => other.name === name)?.sources);
});
