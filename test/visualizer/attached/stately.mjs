// @ts-nocheck: it imports the built package, which the type check does not wait for.
/** An app that attaches by the unmodified adapters of @statelyai/inspect: a window, an iframe, or a WebSocket. */
import { createBrowserInspector, createWebSocketInspector } from '@statelyai/inspect';
import { createSessionProvider, sessionMachine } from 'sessionchart';
import { createActor, createMachine, fromPromise, setup } from 'xstate';

const { page, socket, frame } = Object.fromEntries(new URLSearchParams(location.search));
const iframe = frame ? document.body.appendChild(document.createElement('iframe')) : null;
const { inspect } = socket ? createWebSocketInspector({ url: socket }) : createBrowserInspector({ url: page, iframe });
const light = createMachine({ id: 'light', initial: 'green', states: { green: { on: { NEXT: 'red' } }, red: { on: { NEXT: 'green' } } } });
const actor = createActor(light, { inspect }).start();
/** Nested, with guards, delays, an invocation, what never leaves, and what is answered everywhere. */
const checkout = setup({
  actors: { charge: fromPromise(() => new Promise(() => {})) },
  guards: { hasItems: ({ context }) => context.items > 0 },
  actions: { count: () => {} },
}).createMachine({
  id: 'checkout',
  context: { items: 1 },
  initial: 'cart',
  on: { RESET: '.cart' },
  states: {
    cart: { on: { ADD: { actions: 'count' }, CHECKOUT: { guard: 'hasItems', target: 'paying' } }, after: { 900000: 'abandoned' } },
    paying: {
      initial: 'card',
      invoke: { src: 'charge', onDone: 'paid', onError: 'cart' },
      on: { CANCEL: 'cart' },
      states: { card: { on: { SWITCH: 'wallet' } }, wallet: { on: { SWITCH: 'card', DECLINE: '#checkout.abandoned' } } },
    },
    paid: { type: 'final' },
    abandoned: {},
  },
});
const shop = createActor(checkout, { inspect }).start();
Object.assign(window, { actor, shop, sessionMachine, sessions: createSessionProvider({ inspect }) });
