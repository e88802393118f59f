import type { InspectionMessage } from './messages.ts';

/** Where an inspector's messages go. */
export interface Transport {
  send(message: InspectionMessage): void;
  stop(): void;
}

export interface WindowTarget {
  /** The window of the inspector page: an iframe's `contentWindow`, what `window.open` returned, or `window.parent`. */
  readonly window: Window;
  /** Origin of the inspector page, as `http://127.0.0.1:4000`. Nothing is sent to, nor heard from, any other. */
  readonly origin: string;
}
export interface SocketTarget {
  /** Address that `sessionchart inspect` prints, token included. */
  readonly url: string;
}

/** As many messages wait for an inspector that is not there yet; the oldest go first. */
const MAX_WAITING = 1_000;
const RETRY_MS = 5_000;

interface Waiting {
  readonly messages: InspectionMessage[];
  push(message: InspectionMessage): void;
}
function createWaiting(): Waiting {
  const messages: InspectionMessage[] = [];
  return {
    messages,
    push(message) {
      messages.push(message);
      // The first tells who it is.
      if (messages.length > MAX_WAITING) messages.splice(1, 1);
    },
  };
}

/** Sends to a window; a page that comes later, or is reloaded, says so and hears all that is still known. */
export function windowTransport({ window: inspector, origin }: WindowTarget): Transport {
  const waiting = createWaiting();
  let isConnected = false;
  const post = (message: InspectionMessage) => inspector.postMessage(message, origin);
  const hear = (event: MessageEvent) => {
    if (event.source !== inspector || event.origin !== origin) return;
    if ((event.data as { type?: unknown } | null)?.type !== 'sessionchart.connected') return;
    isConnected = true;
    for (const message of waiting.messages) post(message);
  };
  globalThis.addEventListener('message', hear as EventListener);
  return {
    send(message) {
      waiting.push(message);
      if (isConnected) post(message);
    },
    stop: () => globalThis.removeEventListener('message', hear as EventListener),
  };
}

/** Sends to the relay of `sessionchart inspect`, and tries again as long as nobody listens there. */
export function socketTransport({ url }: SocketTarget): Transport {
  const waiting = createWaiting();
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const connect = () => {
    const opened = new WebSocket(url);
    opened.onopen = () => {
      socket = opened;
      for (const message of waiting.messages) opened.send(JSON.stringify(message));
    };
    opened.onclose = () => {
      socket = null;
      if (!isStopped) timer = setTimeout(connect, RETRY_MS);
    };
  };
  connect();
  return {
    send(message) {
      waiting.push(message);
      socket?.send(JSON.stringify(message));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
