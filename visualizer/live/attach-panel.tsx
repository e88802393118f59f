import { allow, asking, refuse, relay, relayToken } from './attach.ts';

const RELAY = {
  none: '',
  connecting: 'connecting to the relay…',
  connected: 'The relay listens.',
  lost: 'The relay is gone; trying again.',
} as const;

/** Pages that asked to attach from elsewhere. */
export function Asking() {
  return (
    <>
      {[...asking.value].map((origin) => (
        <p class="failure" role="alert" key={origin}>
          <strong>{origin}</strong> wants to attach and show its actors here.{' '}
          <button type="button" onClick={() => allow(origin)}>
            Allow
          </button>{' '}
          <button type="button" onClick={() => refuse(origin)}>
            Refuse
          </button>
        </p>
      ))}
    </>
  );
}

/** How to attach an app of one's own. */
export function AttachPanel() {
  const token = relayToken();
  const page = `${location.origin}${location.pathname}`;
  const socket = `ws://${location.host}/app?token=${token ?? 'TOKEN'}`;
  return (
    <details class="attach">
      <summary>Attach your own app</summary>
      <p>
        With our bridge, which tells most: guards with the values they compared, the deadline and what would move it. {RELAY[relay.value]}
        {!token && ' Its address comes from npx sessionchart inspect.'}
      </p>
      <pre>{`import { createSessionInspector } from 'sessionchart/inspect';

const inspector = createSessionInspector({ url: '${socket}' });
const sessions = createSessionProvider({ inspect: inspector.inspect, platform: inspector.watched(webPlatform()) });
inspector.follow(sessions);`}</pre>
      <p>With Stately's inspector, for any XState 5 actor, in a window or by WebSocket:</p>
      <pre>{`import { createBrowserInspector, createWebSocketInspector } from '@statelyai/inspect';

const { inspect } = createBrowserInspector({ url: '${page}' });
const { inspect } = createWebSocketInspector({ url: '${socket}' });`}</pre>
      <p>From an app still on XState 4:</p>
      <pre>{`import { inspect } from '@xstate/inspect';

inspect({ url: '${page}', iframe: false });
interpret(machine, { devTools: true }).start();`}</pre>
    </details>
  );
}
