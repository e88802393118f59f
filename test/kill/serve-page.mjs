/** A web server on loopback for the page, its diary, and what it exports. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { flatten } from '../otel/otlp-records.mjs';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const SDK = fileURLToPath(new URL('../otel-3x/sdk.mjs', import.meta.url));

/** The page lives at another time, but on its own monotonic clock. */
const CLOCK = `
  const { offsetMs } = JSON.parse(new URLSearchParams(location.search).get('boot'));
  const { now } = Date;
  const { timeOrigin } = performance;
  Date.now = () => now() + offsetMs;
  Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + offsetMs });
`;
const PAGE = `<!doctype html><meta charset="utf-8"><title>app</title><link rel="icon" href="data:,"><script>{${CLOCK}}</script><script src="/app.js"></script>`;

/** @typedef {Awaited<ReturnType<typeof servePage>>} Served */

export async function servePage() {
  const script = await bundle();
  /** @type {import('../otel/otlp-records.mjs').OtlpRecord[]} */
  const records = [];
  /** @type {Map<string, import('./work.mjs').Entry[]>} */
  const diaries = new Map();
  const diaryOf = (/** @type {string} */ service) => {
    const diary = diaries.get(service) ?? [];
    diaries.set(service, diary);
    return diary;
  };
  const take = (/** @type {URL} */ { pathname, searchParams }, /** @type {string} */ body) => {
    if (pathname === '/diary') diaryOf(searchParams.get('service') ?? '').push(JSON.parse(body));
    else records.push(...flatten(JSON.parse(body), records.length));
  };
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    // What was cut off by a kill ends with an error instead.
    request.on('error', () => {});
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://page');
      const isScript = url.pathname === '/app.js';
      if (request.method === 'POST') take(url, Buffer.concat(chunks).toString());
      const type = request.method === 'POST' ? 'application/json' : isScript ? 'text/javascript' : 'text/html';
      response.writeHead(200, { 'content-type': type }).end(request.method === 'POST' ? '{}' : isScript ? script : PAGE);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    records,
    diaryOf,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}

/** @returns {Promise<string>} one classic script */
async function bundle() {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: FOLDER,
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: { sdk: SDK } },
    build: { write: false, minify: false, target: 'es2022', lib: { entry: `${FOLDER}page-app.mjs`, formats: ['iife'], name: 'app' } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error('the page was not bundled');
  return chunk.code;
}
