import { expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { arrowsTaken, eventWords, graphOf, type MachineDefinition } from '../../visualizer/chart/machine-graph.ts';

const MACHINE = {
  id: 'checkout',
  initial: 'cart',
  on: { RESET: '.cart' },
  states: {
    cart: {
      on: { ADD: { actions: 'count' }, CHECKOUT: [{ guard: 'hasItems', target: 'paying' }, { target: '#gone' }] },
      after: { 900000: 'abandoned' },
    },
    paying: {
      initial: 'card',
      invoke: { src: 'charge', onDone: 'paid', onError: '#checkout.cart' },
      states: { card: { on: { SWITCH: 'wallet' } }, wallet: { on: { SWITCH: '#checkout.paying.card', DECLINE: '#gone' } } },
    },
    paid: { type: 'final' },
    abandoned: { id: 'gone', always: { guard: 'isSorry', target: 'cart' } },
  },
} as const;

const arrowsOf = (definition: MachineDefinition) =>
  graphOf(definition).arrows.map(({ from, to, ways }) => `${from} > ${to}: ${ways.map(({ line }) => line).join(', ')}`);

it('draws what XState itself would take: siblings, ids, delays, invocations, and what is answered everywhere', () => {
  expect(arrowsOf(MACHINE)).toEqual([
    'checkout > checkout.cart: RESET',
    'checkout.* > checkout.cart: ',
    'checkout.cart > checkout.paying: CHECKOUT [hasItems]',
    'checkout.cart > checkout.abandoned: CHECKOUT, after 15 min',
    'checkout.paying > checkout.paid: done',
    'checkout.paying > checkout.cart: error',
    'checkout.paying.* > checkout.paying.card: ',
    'checkout.paying.card > checkout.paying.wallet: SWITCH',
    'checkout.paying.wallet > checkout.paying.card: SWITCH',
    'checkout.paying.wallet > checkout.abandoned: DECLINE',
    'checkout.abandoned > checkout.cart: always [isSorry]',
  ]);
  const { states } = graphOf(MACHINE);
  expect(states.find(({ id }) => id === 'checkout.cart')).toEqual({ id: 'checkout.cart', kind: 'atomic', notes: ['ADD'] });
  expect(states.find(({ id }) => id === 'checkout.paying')).toMatchObject({ kind: 'compound', notes: ['runs charge'] });
  expect(states.find(({ id }) => id === 'checkout.paid')).toMatchObject({ kind: 'final' });
});

it('draws the definition of a started machine the same', () => {
  const { config } = createMachine(MACHINE as Parameters<typeof createMachine>[0]);
  expect(arrowsOf(JSON.parse(JSON.stringify(config)))).toEqual(arrowsOf(MACHINE));
});

it("draws XState 4's definitions, where delays are events and targets are ids", () => {
  const light = {
    id: 'old light',
    initial: 'green',
    states: {
      green: { on: { NEXT: [{ target: ['#old light.red'], cond: { type: 'xstate.guard', name: 'isLate' } }] } },
      red: { on: { 'xstate.after(60000)#old light.red': [{ target: ['#old light.green'] }] } },
    },
  };
  expect(arrowsOf(light)).toEqual(['* > green: ', 'green > red: NEXT [isLate]', 'red > green: after 1 min']);
});

it('leaves out what leads nowhere', () => {
  const broken = { initial: 'nowhere', states: { a: { on: { GO: 'missing', STAY: '#none' } }, b: {} } };
  expect(graphOf(broken)).toMatchObject({ arrows: [], states: [{ id: 'a' }, { id: 'b' }] });
});

it('lights the arrow that bears the event and leads the way that was gone', () => {
  const taken = (what: string, from: string, to: string) => arrowsTaken(graphOf(MACHINE), { what, from, to }).map(({ line }) => line);
  expect(taken('SWITCH', 'paying.card', 'paying.wallet')).toEqual(['SWITCH']);
  expect(taken('RESET', 'paying.card', 'cart')).toEqual(['RESET']);
  expect(taken('xstate.after.900000.checkout.cart', 'cart', 'abandoned')).toEqual(['after 15 min']);
  expect(taken('ADD', 'cart', 'cart')).toEqual([]);
});

it.each([
  ['xstate.after.1000.light.green', 'after 1 s'],
  ['xstate.after(patience)#light.green', 'after patience'],
  ['xstate.done.actor.0.checkout.paying', 'done'],
  ['xstate.error.actor.charge', 'error: charge'],
  ['done.invoke.charge', 'done: charge'],
  ['', 'always'],
  ['NEXT', 'NEXT'],
])('says %s in words', (type, words) => expect(eventWords(type)).toBe(words));
