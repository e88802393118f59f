import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from '../../scripts/entries.mjs';
import { ensureLine } from '../../scripts/otel-lines.mjs';
import { flatten, type OtlpRecord } from '../otel/otlp-records.mjs';

const PAGE = fileURLToPath(new URL('page/', import.meta.url));
const SDK = `${ROOT}test/otel-3x/sdk.mjs`;
const SOURCES: Readonly<Record<string, string>> = { '/host.js': 'host.ts', '/frame.js': 'frame.ts', '/worker.js': 'worker.mjs' };

/** One server that is two origins, and an OTLP receiver. */
export interface Served {
  readonly host: string;
  readonly other: string;
  readonly records: OtlpRecord[];
  close(): void;
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'beside-the-sdk',
        enforce: 'pre',
        resolveId(source, importer) {
          return source.startsWith('@opentelemetry/') && importer?.startsWith(PAGE) ? this.resolve(source, SDK, { skipSelf: true }) : null;
        },
      },
    ],
    build: { write: false, minify: false, target: 'es2022', lib: { entry: PAGE + entry, formats: ['iife'], name: 'bundle' } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error(`nothing was bundled for ${entry}`);
  return first.output[0].code;
}

export async function servePages(): Promise<Served> {
  ensureLine('otel-3x');
  const records: OtlpRecord[] = [];
  const scripts = Object.fromEntries(await Promise.all(Object.entries(SOURCES).map(async ([path, entry]) => [path, await bundle(entry)])));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      if (request.method === 'POST') records.push(...flatten(JSON.parse(Buffer.concat(chunks).toString()), records.length));
      const script = scripts[path];
      const type = script ? 'text/javascript' : request.method === 'POST' ? 'application/json' : 'text/html';
      const page = `<!doctype html><title>page</title><link rel="icon" href="data:,"><body><script src="${path === '/' ? '/host' : path}.js"></script>`;
      response.writeHead(200, { 'content-type': type }).end(script ?? (request.method === 'POST' ? '{}' : page));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    host: `http://127.0.0.1:${port}`,
    other: `http://localhost:${port}`,
    records,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
