import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { createInspectRelay } from './inspect-relay.ts';

const HOST = '127.0.0.1';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
/** The page loads from its own address alone, and sends nowhere else; the demo runs in frames of it. */
const POLICY =
  "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self'; object-src 'none'; base-uri 'none'";

export interface InspectServer {
  /** Address of the page, token included. */
  readonly url: string;
  /** Address for apps that attach by WebSocket. */
  readonly socketUrl: string;
  close(): Promise<void>;
}

async function serve(folder: string, { url = '/', method }: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(url, `http://${HOST}`);
  const path = normalize(join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  if (!path.startsWith(folder + sep) || (method !== 'GET' && method !== 'HEAD')) {
    response.writeHead(404).end();
    return;
  }
  const body = await readFile(path);
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  response.end(method === 'HEAD' ? undefined : body);
}

/** A name that resolves to this machine by somebody else's DNS is not ours to answer to. */
const isOurs = ({ headers: { host = '' } }: IncomingMessage) => /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(host);

const listening = (server: Server, port: number) =>
  new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server.address() as AddressInfo));
  });

/**
 * Serves the visualizer and its relay on this machine alone.
 *
 * @param port 0: a free one
 * @throws Error with the system's `code` where the port cannot be had
 */
export async function startInspectServer({ folder, port }: { readonly folder: string; readonly port: number }): Promise<InspectServer> {
  const token = randomBytes(16).toString('hex');
  const relay = createInspectRelay(token);
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    if (!isOurs(request)) return void response.writeHead(403).end();
    serve(folder, request, response).catch(() => response.headersSent || response.writeHead(404).end());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => (isOurs(request) ? relay.upgrade(request, socket) : socket.destroy()));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const address = await listening(server, port);
  return {
    url: `http://${HOST}:${address.port}/?token=${token}`,
    socketUrl: `ws://${HOST}:${address.port}/app?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        relay.close();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
