import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InspectServer, startInspectServer } from '../../src/cli/inspect-server.ts';

const SOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

describe('the server of sessionchart inspect', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-inspect-'));
  let server: InspectServer;
  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), 'the page');
    writeFileSync(`${folder}.txt`, 'a secret');
    server = await startInspectServer({ folder, port: 0 });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
    rmSync(`${folder}.txt`);
  });
  /** The status that a request gets; 0 where the connection is refused. */
  const status = (path: string, headers: Record<string, string> = {}) =>
    new Promise<number>((resolve) => {
      const { hostname, port } = new URL(server.url);
      const sent = request({ hostname, port, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', () => resolve(0));
      sent.end();
    });
  const token = () => new URL(server.url).searchParams.get('token') ?? '';

  it('listens on loopback alone, with a token that is not the same twice', async () => {
    const other = await startInspectServer({ folder, port: 0 });
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(new URL(other.url).searchParams.get('token')).not.toBe(token());
    await other.close();
  });

  it('serves its folder and nothing above it', async () => {
    expect(await status('/')).toBe(200);
    expect(await status('/missing.js')).toBe(404);
    expect(await status(`/..%2f${folder.split('/').at(-1)}.txt`)).toBe(404);
    expect(await status('/', { host: 'rebound.example:80' })).toBe(403);
  });

  it('lets nobody attach without the token, nor a page from elsewhere', async () => {
    expect(await status(`/app?token=${token()}`, SOCKET)).toBe(101);
    expect(await status(`/app?token=${token()}`, { ...SOCKET, origin: 'http://localhost:5173' })).toBe(101);
    expect(await status(`/page?token=${token()}`, { ...SOCKET, origin: 'https://elsewhere.example' })).toBe(403);
    expect(await status('/app?token=guessed', SOCKET)).toBe(403);
    expect(await status('/page', SOCKET)).toBe(403);
    expect(await status(`/other?token=${token()}`, SOCKET)).toBe(404);
    expect(await status(`/app?token=${token()}`, { ...SOCKET, host: 'rebound.example:80' })).toBe(0);
  });
});
