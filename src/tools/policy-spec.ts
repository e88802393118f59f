import type { Limit, Limits, SessionPolicy } from '../../machines/policy.ts';
import { TRIGGER_ROOTS } from './event-readings.ts';
import { parseSpan } from './span.ts';

/** A policy that cannot be made out, and why. */
export class PolicySpecError extends Error {
  override readonly name = 'PolicySpecError';
}

/** Everything is activity, nothing ends a session. */
const UNLIMITED: SessionPolicy = {
  name: 'unlimited',
  startOn: TRIGGER_ROOTS.filter((root) => root !== 'timer'),
  extendOn: TRIGGER_ROOTS,
  endAfter: {},
  then: 'wait',
  scope: 'origin',
};

type Override = (policy: SessionPolicy, value: string) => SessionPolicy | string;

const EXPECTED_SPAN = 'a span such as 15m, 4h, 90s or 1d, or none';

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

const limit =
  (key: 'inactivity' | 'background' | 'duration'): Override =>
  (policy, value) => {
    if (value === 'none') return { ...policy, endAfter: without(policy.endAfter, key) };
    const ms = parseSpan(value);
    if (ms === null) return EXPECTED_SPAN;
    const before: Limit | undefined = policy.endAfter[key];
    return { ...policy, endAfter: { ...policy.endAfter, [key]: { ...before, ms } } as Limits };
  };

const span =
  (key: 'extendEveryMs' | 'minDurationMs'): Override =>
  (policy, value) => {
    if (value === 'none') return without(policy, key) as SessionPolicy;
    const ms = parseSpan(value);
    return ms === null ? EXPECTED_SPAN : { ...policy, [key]: ms };
  };

const OVERRIDES: Readonly<Record<string, Override>> = {
  inactivity: limit('inactivity'),
  background: limit('background'),
  duration: limit('duration'),
  'extend-every': span('extendEveryMs'),
  'min-duration': span('minDurationMs'),
  telemetry: (policy, value) => {
    if (value === 'none') return { ...policy, endAfter: without(policy.endAfter, 'telemetryCount') };
    return /^[1-9]\d*$/.test(value)
      ? { ...policy, endAfter: { ...policy.endAfter, telemetryCount: Number(value) } }
      : 'a count of at least 1, or none';
  },
  then: (policy, value) => (value === 'renew' || value === 'wait' || value === 'stop' ? { ...policy, then: value } : 'renew, wait or stop'),
};
export const OVERRIDE_NAMES = Object.keys(OVERRIDES);

/**
 * A policy from one line, `[BASE,]KEY=VALUE,…`: `default`, `ga4,inactivity=15m`, `inactivity=30m,duration=4h`. An override
 * of a limit changes its span alone, not its boundary nor where it runs; `none` takes it away. Without a base all rows
 * are activity and nothing else ends a session.
 *
 * @param find the policy that a base names; it throws where there is none.
 * @returns the policy, named by `spec` where it overrides anything.
 * @throws PolicySpecError naming the key, what was expected and what came.
 */
export function policyFromSpec(spec: string, find: (base: string) => SessionPolicy): SessionPolicy {
  const [first = '', ...others] = spec.split(',').map((part) => part.trim());
  const hasBase = !first.includes('=');
  const overrides = hasBase ? others : [first, ...others];
  const base = hasBase ? find(first) : UNLIMITED;
  if (overrides.length === 0) return base;
  return { ...overrides.reduce((policy, part) => overridden(policy, part, spec), base), name: spec };
}

function overridden(policy: SessionPolicy, part: string, spec: string): SessionPolicy {
  const at = part.indexOf('=');
  const key = at < 0 ? part : part.slice(0, at);
  const override = Object.hasOwn(OVERRIDES, key) ? OVERRIDES[key] : undefined;
  if (at < 0 || !override)
    throw new PolicySpecError(`${spec}: expected KEY=VALUE with one of ${OVERRIDE_NAMES.join(', ')}, came ${JSON.stringify(part)}`);
  const value = part.slice(at + 1);
  const result = override(policy, value);
  if (typeof result === 'string') throw new PolicySpecError(`${spec}: ${key}: expected ${result}, came ${JSON.stringify(value)}`);
  return result;
}
