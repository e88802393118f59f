import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptWebSocket, type WebSocketEnd } from './web-socket.ts';

/** A page that comes later hears as many of each app's last messages. */
const KEPT = 1_000;

interface App {
  readonly messages: string[];
  isGone: boolean;
}

/** Origins on this machine; a program without an origin, such as Node, needs no more than the token. */
const isLocal = (origin: string | undefined) => {
  if (origin === undefined) return true;
  try {
    return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
  } catch {
    return false;
  }
};

const refuse = (socket: Duplex, status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);

/**
 * Passes what apps tell (`/app`) on to the pages that listen (`/page`), and nothing the other way. Both need the token;
 * pages and apps in a browser have to come from this machine.
 *
 * @returns the handler of a server's `upgrade` events, and what ends all connections
 */
export function createInspectRelay(token: string) {
  const apps = new Map<number, App>();
  const pages = new Set<WebSocketEnd>();
  const ends = new Set<WebSocketEnd>();
  let clients = 0;
  const tell = (client: number, message: object) => {
    const text = JSON.stringify({ client, ...message });
    for (const page of pages) page.send(text);
  };
  const acceptApp = (socket: Duplex, key: string) => {
    const client = ++clients;
    const app: App = { messages: [], isGone: false };
    apps.set(client, app);
    return acceptWebSocket(socket, key, {
      onText(message) {
        app.messages.push(message);
        // The first tells who it is.
        if (app.messages.length > KEPT) app.messages.splice(1, 1);
        tell(client, { message });
      },
      onClose() {
        app.isGone = true;
        apps.delete(client);
        tell(client, { gone: true });
      },
    });
  };
  const acceptPage = (socket: Duplex, key: string) => {
    const page = acceptWebSocket(socket, key, { onText() {}, onClose: () => pages.delete(page) });
    pages.add(page);
    for (const [client, { messages }] of apps) for (const message of messages) page.send(JSON.stringify({ client, message }));
    return page;
  };
  return {
    upgrade({ url = '/', headers }: IncomingMessage, socket: Duplex): unknown {
      const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
      const key = headers['sec-websocket-key'];
      socket.on('error', () => socket.destroy());
      if (pathname !== '/app' && pathname !== '/page') return refuse(socket, '404 Not Found');
      if (typeof key !== 'string') return refuse(socket, '400 Bad Request');
      if (searchParams.get('token') !== token || !isLocal(headers.origin)) return refuse(socket, '403 Forbidden');
      const end = pathname === '/app' ? acceptApp(socket, key) : acceptPage(socket, key);
      ends.add(end);
      return socket.on('close', () => ends.delete(end));
    },
    close() {
      for (const end of ends) end.close();
    },
  };
}
