/** `node serve.mjs`: serves this folder and the built package on loopback, as two origins. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };

const server = createServer(async ({ url }, response) => {
  const { pathname } = new URL(url, 'http://here');
  const file = pathname.startsWith('/dist/') ? join(DIST, pathname.slice(6)) : join(HERE, pathname === '/' ? 'index.html' : pathname);
  const body = TYPES[extname(file)] ? await readFile(file).catch(() => null) : null;
  response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body ?? '');
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
