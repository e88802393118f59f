import { expect, it } from 'vitest';
import { parseTrace, TraceError } from '../../src/tools/index.ts';

it('reads both forms of a step', () => {
  expect(parseTrace({ steps: [[0, 'sample'], [5, 'clock', -100], { t: 7, do: 'activity', tab: 'B' }] })).toEqual({
    blocked: false,
    steps: [
      { atMs: 0, op: 'sample', arg: null, tab: null },
      { atMs: 5, op: 'clock', arg: -100, tab: null },
      { atMs: 7, op: 'activity', arg: null, tab: 'B' },
    ],
  });
  expect(parseTrace({ blocked: true, steps: [] }).blocked).toBe(true);
});

it.each([
  [null, 'expected an object with a list "steps", came null'],
  [{ steps: 5 }, 'expected an object with a list "steps", came {"steps":5}'],
  [{ steps: [], blocked: 'yes' }, 'blocked: expected true or false, came "yes"'],
  [{ steps: [7] }, 'steps[0]: expected a list [t, op, arg] or an object, came 7'],
  [{ steps: [['1', 'sample']] }, 'steps[0]: t: expected milliseconds of at least 0, came "1"'],
  [{ steps: [[1, 'click']] }, 'steps[0]: do: expected one of activity, dom, telemetry'],
  [{ steps: [[1, 'clock']] }, 'steps[0]: arg: expected milliseconds to jump by, came null'],
  [{ steps: [[1, 'trigger', 'click']] }, 'steps[0]: arg: expected a trigger such as navigation, came "click"'],
  [{ steps: [{ t: 1, do: 'open', tab: 3 }] }, 'steps[0]: tab: expected a name, came 3'],
  [
    {
      steps: [
        [5, 'sample'],
        [4, 'sample'],
      ],
    },
    'steps[1]: expected a time of at least 5, came 4',
  ],
])('names what is wrong with %j', (value, message) => {
  expect(() => parseTrace(value)).toThrow(TraceError);
  expect(() => parseTrace(value)).toThrow(message);
});
