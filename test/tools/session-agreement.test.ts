import { expect, it } from 'vitest';
import { sessionAgreement } from '../../src/tools/index.ts';

it('agrees whatever the ids are called', () => {
  expect(sessionAgreement([0, 0, 1, null], ['x', 'x', 'y', null])).toEqual({ samples: 4, differing: [] });
});

it('counts one wrong boundary once', () => {
  expect(sessionAgreement([0, 0, 0, 1, 1], [0, 0, 1, 2, 2]).differing).toEqual([2]);
  expect(sessionAgreement([0, 1, 2, 3], [0, 0, 1, 2]).differing).toEqual([1]);
});

it('tells an id from none, and one that came back from another', () => {
  expect(sessionAgreement([0, null, 0], [0, 0, null]).differing).toEqual([1, 2]);
  expect(sessionAgreement([0, 1, 0], [0, 1, 1]).differing).toEqual([2]);
});

it('counts what the other source has not seen', () => {
  expect(sessionAgreement([0, 0], [0])).toEqual({ samples: 2, differing: [1] });
});
