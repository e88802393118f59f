import { expect, it } from 'vitest';
import { hashToUnit, isSampled } from '../../machines/sampling.ts';
import { createIdGenerator } from '../../src/provider/generate-id.ts';

const IDS = 100_000;

it('keeps the share it was asked for, whatever the form of the ids, within five standard deviations', () => {
  for (const format of ['uuid4', 'uuid7', 'hex32', 'epoch-ms', 'base62-10'] as const) {
    const generateId = createIdGenerator(format);
    const units = Array.from({ length: IDS }, (_, i) => hashToUnit(generateId(1_700_000_000_000 + i)));
    for (const ratio of [0.01, 0.1, 0.5, 0.9]) {
      const kept = units.filter((unit) => unit < ratio).length / IDS;
      expect(Math.abs(kept - ratio)).toBeLessThan(5 * Math.sqrt((ratio * (1 - ratio)) / IDS));
    }
  }
});

it('decides by the id alone, so that every context decides alike', () => {
  const never = () => 1;
  expect(isSampled({ ratio: 0.5, by: 'id' }, 'a', never)).toBe(isSampled({ ratio: 0.5, by: 'id' }, 'a', () => 0));
  expect([0, 1].map((ratio) => isSampled({ ratio, by: 'id' }, 'a', never))).toEqual([false, true]);
  expect([0.4, 0.6].map((drawn) => isSampled({ ratio: 0.5, by: 'random' }, 'a', () => drawn))).toEqual([true, false]);
  expect(isSampled(undefined, 'a', never)).toBe(true);
});
