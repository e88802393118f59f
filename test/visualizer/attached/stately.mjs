// @ts-nocheck: it imports the built package, which the type check does not wait for.
/** An app that attaches by the unmodified adapters of @statelyai/inspect: a window, an iframe, or a WebSocket. */
import { createBrowserInspector, createWebSocketInspector } from '@statelyai/inspect';
import { createSessionProvider, sessionMachine } from 'sessionchart';
import { createActor, createMachine } from 'xstate';

const { page, socket, frame } = Object.fromEntries(new URLSearchParams(location.search));
const iframe = frame ? document.body.appendChild(document.createElement('iframe')) : null;
const { inspect } = socket ? createWebSocketInspector({ url: socket }) : createBrowserInspector({ url: page, iframe });
const light = createMachine({ id: 'light', initial: 'green', states: { green: { on: { NEXT: 'red' } }, red: { on: { NEXT: 'green' } } } });
const actor = createActor(light, { inspect }).start();
Object.assign(window, { actor, sessionMachine, sessions: createSessionProvider({ inspect }) });
