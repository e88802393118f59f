import { expect, it } from 'vitest';
import type { IdFormat } from '../../machines/policy.ts';
import { createIdGenerator } from '../../src/provider/generate-id.ts';

const AT_MS = 1_700_000_000_123;
const FORMS: readonly (readonly [IdFormat, RegExp])[] = [
  ['uuid4', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['uuid7', /^018bcfe5-687b-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['hex16', /^[0-9a-f]{16}$/],
  ['hex32', /^[0-9a-f]{32}$/],
  ['base62-10', /^[0-9A-Za-z]{10}$/],
  ['base62-28', /^[0-9A-Za-z]{28}$/],
  ['epoch-ms', /^17000000001\d\d$/],
  ['epoch-s', /^17000000\d\d$/],
];

it.each(FORMS)('makes %s ids of their form, no two alike', (format, form) => {
  const generateId = createIdGenerator(format);
  const ids = Array.from({ length: 50 }, () => generateId(AT_MS));
  for (const id of ids) expect(id).toMatch(form);
  expect(new Set(ids).size).toBe(50);
});

it('draws every base62 digit with the same likelihood, and throws away the bytes that would not', () => {
  let next = 0;
  const generateId = createIdGenerator('base62-62', (bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = next++ % 256;
  });
  const digits = Array.from({ length: 4 }, () => generateId(0)).join('');
  const counts = new Map<string, number>();
  for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  expect([counts.size, new Set(counts.values()).size]).toEqual([62, 1]);
});

it('lets the random source be given, so that ids can be repeated in a test', () => {
  const fixed = () => createIdGenerator('uuid4', (bytes) => void bytes.fill(7))(AT_MS);
  expect(fixed()).toBe(fixed());
});
