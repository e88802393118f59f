import { expect, it } from 'vitest';
import { watch } from '../support/watch.ts';

it('refuses wrong options at creation, all at once', () => {
  const wrong = { clock: { now: 1 }, store: {}, generateId: 'x', scope: '', polcy: 1 } as never;
  for (const fault of [
    'clock.now: expected a function, came number',
    'store.peek: expected a function',
    'generateId: expected a function, came string',
    'scope: expected a non-empty string',
    'polcy: no such option',
  ]) {
    expect(() => watch(wrong)).toThrow(fault);
  }
});
