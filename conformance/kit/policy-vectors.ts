import type { SessionPolicy } from '../../machines/policy.ts';
import { policySchema } from '../../machines/policy-schema.ts';
import { validate } from '../../machines/validate.ts';
import { policyOf } from './stage.ts';

/** A value that may be a policy. */
export interface PolicyVector {
  readonly id: string;
  readonly policy: unknown;
  /** Paths of what is wrong with it, sorted; none where it is a policy. */
  readonly faults: readonly string[];
}

const limit = (differs: object) => ({ endAfter: { inactivity: { ms: 1_000, ...differs } } });
const MAX_MS = Number.MAX_SAFE_INTEGER;

/** Each replaces or adds some fields of a policy that is right. */
const VARIANTS: readonly object[] = [
  {},
  { name: '' },
  { name: 7 },
  ...[[], ['load', 'nothing'], ['load.'], ['load.first'], ['loading'], 'load', ['input', 3, 'x']].map((startOn) => ({ startOn })),
  ...[[], ['attribute.user.id'], ['app.checkout.paid'], [null]].map((extendOn) => ({ extendOn })),
  ...[0, 1, -1, 1.5, MAX_MS, MAX_MS + 1, '1', null, true].map((extendEveryMs) => ({ extendEveryMs })),
  ...[0, -1, 2.5, 60_000].map((minDurationMs) => ({ minDurationMs })),
  ...[null, 0, -1, 'never', MAX_MS].map((lingerMs) => ({ lingerMs })),
  ...[0, 1, null].map((heartbeatEveryMs) => ({ heartbeatEveryMs })),
  ...['foreground', 'open', 'used', 'background'].map((heartbeatWhile) => ({ heartbeatWhile })),
  ...['renew', 'wait', 'stop', 'end', null].map((then) => ({ then })),
  ...['page', 'tab', 'origin', 'site', 'app', 'user'].map((scope) => ({ scope })),
  ...['at-once', 'on-activity', 'on-lapse', 'on-load', 'on-first-activity', 'never'].map((adopt) => ({ adopt })),
  ...['activity', 'start', 'none'].map((persist) => ({ persist })),
  ...['memory', 'none', 'activity'].map((withoutStore) => ({ withoutStore })),
  ...['wall', 'monotonic', 'sun'].map((clock) => ({ clock })),
  ...[
    'uuid4',
    'uuid7',
    'hex16',
    'hex32',
    'epoch-ms',
    'epoch-s',
    'base62-1',
    'base62-128',
    'base62-0',
    'base62-129',
    'base62-01',
    'uuid',
  ].map((idFormat) => ({ idFormat })),
  ...[
    {},
    { ratio: 0, by: 'id' },
    { ratio: 1, by: 'random' },
    { ratio: 1.01, by: 'id' },
    { ratio: 0.5, by: 'luck' },
    { ratio: 0.5 },
    [],
  ].map((sampling) => ({ sampling })),
  ...[{}, { 'endAfter.inactivity.ms': 'a source' }, { name: 7 }, 'none'].map((sources) => ({ sources })),
  ...[[], ['day'], ['attribute'], ['dayly']].map((endOn) => ({ endOn })),
  ...[['navigation'], ['nowhere'], {}].map((splitOn) => ({ splitOn })),
  ...[{ ms: 0 }, { ms: 1.5 }, { ms: null }, { inclusive: true }, { inclusive: 1 }, { while: 'open' }, { while: 'asleep' }].map(limit),
  ...[{ everyMs: 0 }, { everyMs: 60_000 }, { every: 1 }].map(limit),
  { endAfter: { inactivity: {} } },
  { endAfter: { inactivity: 5 } },
  { endAfter: { background: { ms: 1, while: 'open' } } },
  { endAfter: { background: { ms: 1, while: 'foreground' } } },
  { endAfter: { duration: { ms: 1, inclusive: false, while: 'closed', everyMs: 1 } } },
  { endAfter: { telemetryCount: 0 } },
  { endAfter: { telemetryCount: 1 } },
  { endAfter: { idle: { ms: 1 } } },
  { endAfter: null },
  { startsOn: ['load'] },
  { name: '', startOn: [], then: 'x', endAfter: { inactivity: { ms: -1, while: 'x' } } },
];
const REQUIRED = ['name', 'startOn', 'extendOn', 'endAfter', 'then', 'scope'];
const without = (name: string) => Object.fromEntries(Object.entries(policyOf()).filter(([field]) => field !== name));

/** What is a policy, and where the fault is in what is none. */
export function createPolicyVectors(presets: readonly SessionPolicy[]): PolicyVector[] {
  const values: readonly unknown[] = [
    ...presets,
    ...VARIANTS.map((variant) => ({ ...policyOf(), ...variant })),
    ...REQUIRED.map(without),
    null,
    [],
    'default',
    {},
  ];
  return values.map((policy, index) => {
    const faults = [...new Set(validate(policy, policySchema).map(({ path }) => path))].sort();
    return { id: `policies/${index + 1}`, policy, faults };
  });
}
