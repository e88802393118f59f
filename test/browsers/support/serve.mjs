/** A web server on loopback: the tests' pages, and an OTLP receiver for what they send. */
import { createServer } from 'node:http';
import { flatten } from '../../otel/otlp-records.mjs';
import { bundlePage } from './bundle-page.mjs';

/** @typedef {import('../../otel/otlp-records.mjs').OtlpRecord} OtlpRecord */
/** @typedef {{ url: string, port: number, records: OtlpRecord[], beacons: string[], arrived(test: (server: Served) => boolean): Promise<void>, close(): Promise<void> }} Served */

const html = (/** @type {string} */ body) =>
  `<!doctype html><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">${body}`;

/** A clock that the test turns. Promises of storages settle in real time, so only `Date`, `performance` and timers are faked. */
const CLOCK = `
  const clock = FakeTimers.install({ now: 1767225600000, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  const turn = {
    tick: (ms) => clock.tick(ms),
    jump: (ms) => clock.jump(ms),
    setWall: (ms) => clock.setSystemTime(Date.now() + ms),
  };
  window.turn = turn;
`;

/** @returns {Promise<Served>} */
export async function serve() {
  /** @type {OtlpRecord[]} */
  const records = [];
  /** @type {string[]} */
  const beacons = [];
  /** @type {Record<string, [type: string, body: string]>} */
  const files = {
    '/react': ['text/html', html('<body><script src="/react.js"></script>')],
    '/': ['text/html', html('<script src="/app.js"></script>')],
    '/other': ['text/html', html('another page')],
    '/clocked': ['text/html', html(`<script src="/clock.js"></script><script>${CLOCK}</script><script src="/app.js"></script>`)],
    '/blocked': ['text/html', html('<iframe sandbox="allow-scripts" src="/?boot"></iframe>')],
  };
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
      const body = Buffer.concat(chunks).toString();
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', '*');
      if (pathname === '/v1/logs' && request.method === 'POST') records.push(...flatten(JSON.parse(body), records.length));
      if (pathname === '/beacon') beacons.push(body);
      if (request.method !== 'GET') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      if (pathname === '/prerender') return void sendPrerender(response, searchParams.get('url') ?? '/');
      if (pathname === '/frame')
        return void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(html(`<iframe src="${searchParams.get('url')}"></iframe>`));
      if (SCRIPTS.has(pathname)) return void sendScript(response, pathname);
      const [type, text] = files[pathname] ?? ['text/plain', 'not found'];
      response.writeHead(type === 'text/plain' ? 404 : 200, { 'content-type': type }).end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  /** @type {Served} */
  const served = {
    url: `http://127.0.0.1:${port}`,
    port,
    records,
    beacons,
    async arrived(test) {
      for (let i = 0; i < 200 && !test(served); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
  return served;
}

const SCRIPTS = new Set(['/app.js', '/clock.js', '/react.js']);

/** @param {import('node:http').ServerResponse} response @param {string} path */
async function sendScript(response, path) {
  const name = /** @type {import('./bundle-page.mjs').PageName} */ (path.slice(1, -3));
  response.writeHead(200, { 'content-type': 'text/javascript' }).end(await bundlePage(name));
}

/** @param {import('node:http').ServerResponse} response @param {string} url */
function sendPrerender(response, url) {
  const rules = JSON.stringify({ prerender: [{ source: 'list', urls: [url] }] });
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(html(`<script type="speculationrules">${rules}</script><a href="${url}">next</a>`));
}
