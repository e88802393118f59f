import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { formatSpan, parseSpan, policyFromSpec } from '../../src/tools/index.ts';

const base: SessionPolicy = {
  name: 'base',
  startOn: ['load'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true, while: 'open' }, duration: { ms: 14_400_000 } },
  then: 'renew',
  scope: 'origin',
};
const find = (name: string) => {
  if (name === 'base') return base;
  throw new Error(`no ${name}`);
};

it('overrides the span of a limit and leaves its boundary and where it runs', () => {
  expect(policyFromSpec('base', find)).toBe(base);
  expect(policyFromSpec('base,inactivity=15m,duration=none,then=wait,telemetry=9', find)).toEqual({
    ...base,
    name: 'base,inactivity=15m,duration=none,then=wait,telemetry=9',
    endAfter: { inactivity: { ms: 900_000, inclusive: true, while: 'open' }, telemetryCount: 9 },
    then: 'wait',
  });
});

it('names the key, what was expected and what came', () => {
  expect(() => policyFromSpec('base,inactivity=15', find)).toThrow(
    'inactivity: expected a span such as 15m, 4h, 90s or 1d, or none, came "15"',
  );
  expect(() => policyFromSpec('base,timeout=15m', find)).toThrow('expected KEY=VALUE with one of inactivity, background, duration');
  expect(() => policyFromSpec('base,then=never', find)).toThrow('then: expected renew, wait or stop, came "never"');
  expect(() => policyFromSpec('inactivity=0m', find)).toThrow('came "0m"');
});

it('reads and writes spans', () => {
  expect(['500ms', '90s', '15m', '15min', '1.5h', '1d'].map(parseSpan)).toEqual([500, 90_000, 900_000, 900_000, 5_400_000, 86_400_000]);
  expect(['', '15', 'm', '-1m', '0.1ms', '1 week'].map(parseSpan)).toEqual([null, null, null, null, null, null]);
  const spans = [0, 350, 1_000, 4_200, 9_960, 42_000, 59_700, 60_000, 1_084_000, 3_599_700, 11_520_000, 86_399_999, 187_200_000];
  expect(spans.map(formatSpan)).toEqual([
    '0 s',
    '350 ms',
    '1 s',
    '4.2 s',
    '10 s',
    '42 s',
    '1 min',
    '1 min',
    '18 min 4 s',
    '1 h',
    '3 h 12 min',
    '1 d',
    '2 d 4 h',
  ]);
});
