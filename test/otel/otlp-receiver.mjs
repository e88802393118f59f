/** An OTLP/HTTP receiver on loopback that decodes with OpenTelemetry's own generated code. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { flatten } from './otlp-records.mjs';

/** Internal to that package, hence its own folder with an exact version. */
const GENERATED = '@opentelemetry/otlp-transformer/build/src/generated/root.js';
const REQUESTS = /** @type {const} */ ({
  '/v1/traces': ['trace', 'ExportTraceServiceRequest'],
  '/v1/logs': ['logs', 'ExportLogsServiceRequest'],
  '/v1/metrics': ['metrics', 'ExportMetricsServiceRequest'],
});

/**
 * @returns {Promise<{ url: string, records: import('./otlp-records.mjs').OtlpRecord[], contentTypes: Set<string>, close(): Promise<void> }>}
 * `records` in the order they arrived
 */
export async function startReceiver() {
  const { opentelemetry } = createRequire(new URL('decoder/', import.meta.url))(GENERATED);
  /** @type {import('./otlp-records.mjs').OtlpRecord[]} */
  const records = [];
  /** @type {Set<string>} */
  const contentTypes = new Set();
  let requests = 0;
  const decode = (/** @type {string} */ path, /** @type {string} */ type, /** @type {Buffer} */ body) => {
    const [signal, message] = REQUESTS[/** @type {keyof typeof REQUESTS} */ (path)];
    const request = opentelemetry.proto.collector[signal].v1[message];
    if (type === 'application/json') return JSON.parse(body.toString());
    return request.toObject(request.decode(body), { longs: String, bytes: String });
  };
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const type = request.headers['content-type'] ?? '';
      contentTypes.add(type);
      records.push(...flatten(decode(request.url ?? '', type, Buffer.concat(chunks)), requests++));
      response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : undefined);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    records,
    contentTypes,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}
