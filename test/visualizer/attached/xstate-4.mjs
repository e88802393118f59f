// @ts-nocheck: it imports the built package, which the type check does not wait for.
/** An app still on XState 4, with @xstate/inspect 0.8. */
import { inspect } from '@xstate/inspect';
import { createMachine, interpret } from 'xstate';

const { page } = Object.fromEntries(new URLSearchParams(location.search));
inspect({ url: page, iframe: false });
const machine = createMachine({
  id: 'old light',
  predictableActionArguments: true,
  initial: 'green',
  states: { green: { on: { NEXT: 'red' } }, red: { on: { NEXT: { target: 'green', cond: () => true } }, after: { 60000: 'green' } } },
});
Object.assign(window, { service: interpret(machine, { devTools: true }).start() });
