import { expect, it } from 'vitest';
import { watch } from '../support/watch.ts';

it('refuses wrong options at creation, all at once', () => {
  const wrong = { clock: { now: 1 }, store: {}, generateId: 'x', scope: '', polcy: 1 } as never;
  for (const fault of [
    'clock.now: expected a function, got 1',
    'clock.setTimeout: expected a function, got nothing',
    'store.peek: expected a function, got nothing',
    'generateId: expected a function, got "x"',
    'scope: expected a string, not empty, got ""',
    'polcy: expected a field of policy, platform, ',
    'got "polcy"; did you mean "policy"?',
  ]) {
    expect(() => watch(wrong)).toThrow(fault);
  }
});

it('takes methods of a class, and goes no deeper into what it is given', () => {
  class Diagnostics {
    readonly self = this;
    warn() {}
    debug() {}
  }
  expect(() => watch({ diagnostics: new Diagnostics() })).not.toThrow();
});
