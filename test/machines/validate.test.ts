import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { initialContext, recordOf } from '../../machines/context.ts';
import { PolicyError, parsePolicy } from '../../machines/parse-policy.ts';
import { checkRecord } from '../../machines/parse-record.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import { policySchema } from '../../machines/policy-schema.ts';
import type { SessionRecord } from '../../machines/record.ts';
import { recordSchema } from '../../machines/record-schema.ts';
import { type Fault, type Schema, validate } from '../../machines/validate.ts';
import { ROOT } from '../../scripts/entries.mjs';
import { schemaFiles } from '../../scripts/generate-schemas.mjs';
import { POLICY, RECORD } from '../../scripts/schema-descriptions.mjs';

const policy: SessionPolicy = { name: 'p', startOn: ['load'], extendOn: [], endAfter: {}, then: 'wait', scope: 'tab' };
const record = recordOf({
  ...initialContext({ policy, generateId: () => 's' }),
  id: 's1',
  ordinal: 1,
  endTimeMs: null,
  seenTimeMs: 5,
}) as SessionRecord;

/** Faults of the policy with these fields, by path. */
const faultsOf = (fields: object): Record<string, Fault> => {
  try {
    parsePolicy({ ...policy, ...fields });
    return {};
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return Object.fromEntries(error.faults.map((fault) => [fault.path, fault]));
  }
};

it('gives back the very policy it was given', () => {
  expect(parsePolicy(policy)).toBe(policy);
});

it('takes no offence at the schema that a file names for its editor, and keeps it out of the policy', () => {
  const file = { $schema: 'https://unpkg.com/sessionchart/schemas/policy.json', ...policy };
  expect(parsePolicy(file)).toEqual(policy);
  expect(JSON.parse(schemaFiles()['schemas/policy.json'] ?? '')).toMatchObject({ properties: { $schema: { type: 'string' } } });
});

it('names every fault of a policy at once, with the field, what was expected and what came', () => {
  const { then: _, ...without } = policy;
  const wrong = {
    ...without,
    startOn: [],
    extendOn: ['click', 7],
    endAfter: { inactivity: { ms: '30m' }, duration: { ms: 0 } },
    lingerMs: -1,
  };
  expect(() => parsePolicy(wrong)).toThrow(`invalid session policy
  then: expected one of renew, wait, stop, got nothing
  startOn: expected a list, not empty, got an empty list
  extendOn[0]: expected ${TRIGGERS}, got "click"; did you mean "input.click"?
  extendOn[1]: expected ${TRIGGERS}, got 7
  endAfter.inactivity.ms: expected a whole number of at least 1 and at most 9007199254740991, got "30m"
  endAfter.duration.ms: expected a whole number of at least 1 and at most 9007199254740991, got 0
  lingerMs: expected a whole number or null of at least 0 and at most 9007199254740991, got -1`);
});
const TRIGGERS = `a trigger such as ${policySchema.properties.extendOn.items.examples.join(', ')}`;

it.each<[path: string, hint: string, fields: object]>([
  ['extendEvryMs', 'extendEveryMs', { extendEvryMs: 5 }],
  ['endAfter.inactvity', 'inactivity', { endAfter: { inactvity: { ms: 1 } } }],
  ['endOn[0]', 'telemetry', { endOn: ['telemetri'] }],
  ['endOn[0]', 'input.click', { endOn: ['imput.click'] }],
  ['endAfter.background.while', '', { endAfter: { background: { ms: 1, while: 'foreground' } } }],
  ['adopt', 'at-once', { adopt: 'at once' }],
  ['idFormat', '', { idFormat: 'base62-129' }],
  ['sampling.ratio', '', { sampling: { ratio: 1.1, by: 'id' } }],
  ['toString', '', { toString: 1 }],
])('refuses %s and guesses "%s"', (path, hint, fields) => {
  expect(Object.values(faultsOf(fields)).map((fault) => [fault.path, fault.hint])).toEqual([[path, hint]]);
});

it('holds milliseconds to whole numbers that JSON carries exactly', () => {
  const lives = (ms: unknown) => Object.keys(faultsOf({ endAfter: { inactivity: { ms } } })).length === 0;
  expect([1, 2 ** 53 - 1].map(lives)).toEqual([true, true]);
  expect([0, 1.5, 2 ** 53, Number.NaN, Infinity, null].map(lives)).toEqual([false, false, false, false, false, false]);
});

it('takes an absent field and an undefined one for the same', () => {
  expect(faultsOf({ lingerMs: undefined })).toEqual({});
  expect(Object.keys(faultsOf({ scope: undefined }))).toEqual(['scope']);
});

it('accepts heartbeats in a list though none are made', () => {
  expect(faultsOf({ extendOn: ['heartbeat'] })).toEqual({});
});

it('keeps the fields of a record that it does not know', () => {
  const later = { ...record, colour: 'red' };
  expect(checkRecord(later, 0)).toEqual({ record: later });
});

it('tells a record of a later version from a broken one', () => {
  expect(checkRecord({ ...record, version: 2 }, 0)).toMatchObject({
    isNewer: true,
    faults: [{ path: 'version', expected: '1', received: '2' }],
  });
  expect(checkRecord({ ...record, version: 'x' }, 0)).toMatchObject({ isNewer: false });
  for (const broken of [null, undefined, 'text', [], { ...record, id: '' }])
    expect(checkRecord(broken, 0)).toMatchObject({ isNewer: false });
});

it('refuses a record that has half an end', () => {
  expect(checkRecord({ ...record, endTimeMs: 7 }, 0)).toMatchObject({ faults: [{ path: 'endTimeMs', expected: 'null', received: '7' }] });
  expect(checkRecord({ ...record, endTimeMs: 7, endReason: 'manual' }, 0)).toMatchObject({
    faults: [{ path: 'lapseTimeMs', received: 'null' }],
  });
  expect(checkRecord({ ...record, endTimeMs: 7, lapseTimeMs: 7, endReason: 'app.closed' }, 0)).toHaveProperty('record');
});

it('goes on with a session whose trigger or reason only a later release knows', () => {
  const later = { ...record, startReason: 'gesture.shake', endTimeMs: 7, lapseTimeMs: 7, endReason: 'quota', evidence: 'remote' };
  expect(checkRecord(later, 0)).toEqual({ record: later });
});

it('refuses a record from more than a day ahead', () => {
  const DAY_MS = 86_400_000;
  expect(checkRecord({ ...record, seenTimeMs: DAY_MS }, 0)).toHaveProperty('record');
  expect(checkRecord({ ...record, seenTimeMs: DAY_MS + 1 }, 0)).toMatchObject({ isNewer: false, faults: [{ path: 'seenTimeMs' }] });
});

it('has only keywords in its schemas that it knows, and describes every field', () => {
  const known = new Set(
    'title type const enum pattern examples minLength minimum maximum items minItems properties required additionalProperties if then else'.split(
      ' ',
    ),
  );
  const visit = (schema: Schema, path: string, descriptions: Record<string, string>) => {
    expect(Object.keys(schema).filter((keyword) => !known.has(keyword))).toEqual([]);
    for (const name of schema.required ?? []) expect(Object.keys(schema.properties ?? {})).toContain(name);
    if (!path.endsWith('*')) expect(Object.keys(descriptions), path).toContain(path in descriptions ? path : path.split('.').pop());
    for (const [name, field] of Object.entries(schema.properties ?? {})) visit(field, path ? `${path}.${name}` : name, descriptions);
    if (schema.additionalProperties) visit(schema.additionalProperties, `${path}.*`, descriptions);
    if (schema.items) visit(schema.items, `${path}.*`, descriptions);
  };
  visit(policySchema, '', POLICY);
  visit(recordSchema, '', RECORD);
});

it('knows a keyword by what it refuses', () => {
  const refused: [unknown, Schema][] = [
    [1, { type: ['string', 'null'] }],
    [2, { const: 1 }],
    ['a', { enum: ['b'] }],
    ['ab', { pattern: '^a$' }],
    ['', { minLength: 1 }],
    [0, { minimum: 1 }],
    [2, { maximum: 1 }],
    [[1], { items: { type: 'string' } }],
    [[], { minItems: 1 }],
    [{ a: 1 }, { properties: { a: { type: 'string' } } }],
    [{}, { required: ['a'] }],
    [{ a: 1 }, { additionalProperties: false }],
    [{ a: 1 }, { additionalProperties: { type: 'string' } }],
    ['a', { if: { const: 'a' }, then: { const: 'b' } }],
    ['a', { if: { const: 'b' }, else: { const: 'b' } }],
  ];
  for (const [value, schema] of refused) expect(validate(value, schema), JSON.stringify(schema)).toHaveLength(1);
});

it('publishes the schemas and presets that the sources make', () => {
  for (const [path, text] of Object.entries(schemaFiles())) expect(readFileSync(ROOT + path, 'utf8'), path).toBe(text);
});
