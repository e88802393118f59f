/** Our validator beside a full one, on the published schemas. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRecord } from '../../machines/parse-record.ts';
import { policySchema } from '../../machines/policy-schema.ts';
import { type SessionRecord, sessionOf } from '../../machines/record.ts';
import { recordSchema } from '../../machines/record-schema.ts';
import { type Schema, validate } from '../../machines/validate.ts';
import { sourcedPolicies } from '../../scripts/generate-schemas.mjs';
import { policies, stories } from '../support/arbitrary.ts';
import { runSteps } from '../support/runners.ts';

const published = (file: string) => JSON.parse(readFileSync(new URL(`../../schemas/${file}`, import.meta.url), 'utf8'));
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

const somePolicy = fc.oneof(policies, fc.constantFrom(...sourcedPolicies())).map(asJson);
const someRecord = fc
  .tuple(policies, stories(60, { foreign: false }))
  .map(([policy, story]) => {
    const ran = runSteps(policy);
    for (const step of story) if ('event' in step) ran.send(step.event);
    return ran.record();
  })
  .filter((record): record is SessionRecord => record !== null)
  .map(asJson);

/** What mistakes are made of. */
const wrong = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, '', 'x', 'input.', '.input', 'inputs', 'base62-0', 'base62-128', 'base62-129', 'app.', 'renewal', [], {}, [[]]),
  fc.constantFrom(0, -1, -0, 0.5, 1, 1.5, 1e300, 2 ** 53 - 1, 2 ** 53),
);
interface Mistake {
  readonly at: number;
  readonly value: unknown;
  readonly how: 'replace' | 'remove' | 'add';
}
const mistake: fc.Arbitrary<Mistake> = fc.record({ at: fc.nat(), value: wrong, how: fc.constantFrom('replace', 'remove', 'add') });

/** Makes one mistake somewhere inside, at a place that `at` picks. */
function spoil(value: unknown, { at, value: put, how }: Mistake): unknown {
  const places: { readonly owner: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (owner: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(owner)) {
      places.push({ owner, key });
      if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>);
    }
  };
  const whole = { value };
  visit(whole);
  const { owner, key } = places[at % places.length]!;
  const inner = owner[key];
  if (how === 'replace' || typeof inner !== 'object' || inner === null) owner[key] = put;
  else if (how === 'remove') delete (inner as Record<string, unknown>)[Object.keys(inner)[at % Object.keys(inner).length] ?? ''];
  else if (Array.isArray(inner)) inner.push(put);
  else {
    const name = ['constructor', 'startsOn', '__proto__', 'ms'][at % 4] ?? '';
    Object.defineProperty(inner, name, { value: put, enumerable: true, configurable: true, writable: true });
  }
  return whole.value;
}

const spoilt = (valid: fc.Arbitrary<unknown>) =>
  fc
    .tuple(valid, fc.array(mistake, { minLength: 1, maxLength: 3 }))
    .map(([value, list]) => list.reduce((rest: unknown, one) => asJson(spoil(asJson(rest), { ...one, value: asJson(one.value) })), value));
const ajvOf = (file: string) => new Ajv2020({ strict: false, allErrors: true }).compile(published(file));

const SUBJECTS: readonly (readonly [string, Schema, string, fc.Arbitrary<unknown>])[] = [
  ['policies', policySchema, 'policy.json', somePolicy],
  ['records', recordSchema, 'session-record.json', someRecord],
];

describe.each(SUBJECTS)('%s', (_name, schema, file, valid) => {
  const ajv = ajvOf(file);

  it('are found valid where the engine made them', () => {
    fc.assert(
      fc.property(valid, (value) => {
        expect(validate(value, schema)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('are judged as a full JSON Schema validator judges them, whatever is wrong with them', () => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: spoilt(valid) }, { weight: 1, arbitrary: wrong }), (value) => {
        const verdict = validate(value, schema).length === 0;
        verdicts.add(verdict);
        expect(verdict).toBe(ajv(value));
      }),
      { numRuns: 5_000 },
    );
    expect(verdicts.size).toBe(2);
  });

  it('never make the validator throw, JSON or not', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true });
    const holding = fc.tuple(valid, anything, fc.nat()).map(([value, put, at]) => spoil(value, { at, value: put, how: 'replace' }));
    fc.assert(
      fc.property(fc.oneof(anything, holding), (value) => {
        expect(Array.isArray(validate(value, schema))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('records that are read', () => {
  const ajv = ajvOf('session-record.json');
  const LATER_MS = Number.MAX_SAFE_INTEGER;

  it('are valid by the published schema where the engine made them, and whatever is so is read', () => {
    fc.assert(
      fc.property(someRecord, (value) => {
        expect(ajv(value)).toBe(true);
        expect(checkRecord(value, LATER_MS)).toEqual({ record: value });
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(spoilt(someRecord), (value) => {
        if (ajv(value)) expect(checkRecord(value, Infinity)).toEqual({ record: value });
      }),
      { numRuns: 5_000 },
    );
  });

  it('are refused, or go on in the chart without a throw, whatever is wrong with them', () => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(policies, fc.oneof({ weight: 9, arbitrary: spoilt(someRecord) }, { weight: 1, arbitrary: wrong }), (policy, value) => {
        const checked = checkRecord(value, LATER_MS);
        verdicts.add('record' in checked);
        if (!('record' in checked)) return;
        const { record } = checked;
        const ran = runSteps(policy);
        ran.send({ type: 'session.sync', atMs: record.seenTimeMs, record });
        ran.send({ type: 'session.update', atMs: record.seenTimeMs, metadata: { a: 1 } });
        ran.send({ type: 'session.sync', atMs: record.seenTimeMs, record: { ...record, isHidden: !record.isHidden } });
        ran.send({ type: 'session.tick', atMs: LATER_MS });
        const own = ran.record();
        expect(own && sessionOf(own)).toMatchObject({ contexts: expect.any(Array) });
      }),
      { numRuns: 5_000 },
    );
    expect(verdicts.size).toBe(2);
  });
});
