/** `node serve.mjs`: serves this folder and the built script on loopback, under a strict Content-Security-Policy. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; require-trusted-types-for 'script'";
const SCRIPT = import.meta.resolve('../../dist/sessionchart.global.js');
const FILES = {
  '/': ['text/html', 'index.html'],
  '/page.js': ['text/javascript', 'page.js'],
  '/style.css': ['text/css', 'style.css'],
  '/icon.svg': ['image/svg+xml', 'icon.svg'],
  '/sessionchart.global.js': ['text/javascript', SCRIPT],
};

const server = createServer(async ({ url }, response) => {
  const [type, file] = FILES[url] ?? [];
  if (!type) return response.writeHead(404).end();
  const body = await readFile(fileURLToPath(new URL(file, import.meta.url)));
  response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
