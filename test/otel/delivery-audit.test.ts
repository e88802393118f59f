import { createServer, type Server } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureLine } from '../../scripts/otel-lines.mjs';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { audit } from '../../src/tools/audit.ts';
import { counter } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';
import { sourceOf } from '../tools/audit-telemetry.ts';
import { type App, openApp, type Sdk } from './delivery-app.ts';

const INSTALL_MS = 180_000;
const DAY_MS = 86_400_000;

/** What the Collector's file exporter makes of a request: a line, or four bytes that tell the length. */
function framed(body: Buffer, isJson: boolean): Buffer {
  if (isJson) return Buffer.concat([body, Buffer.from('\n')]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

const cases = (['otel-2x', 'otel-3x'] as const).flatMap((line) => (['json', 'protobuf'] as const).map((format) => ({ line, format })));

describe.each(cases)('what the ledger emits, over the $format exporters of $line, is read by the audit', ({ line, format }) => {
  let sdk: Sdk;
  let server: Server;
  let url = '';
  let bodies: Buffer[] = [];
  let status = 200;
  beforeAll(async () => {
    ensureLine(line);
    sdk = await import(`../${line}/sdk.mjs`);
  }, INSTALL_MS);
  beforeEach(async () => {
    [bodies, status] = [[], 200];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      if (status === 200) bodies.push(framed(body, format === 'json'));
      response.writeHead(status, { 'content-type': request.headers['content-type'] }).end(format === 'json' ? '{}' : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const open = () => {
    const exporters = sdk.createExporters(format, url);
    return openApp({
      sdk,
      exporters,
      network: () => {},
      store: createMemoryStore(),
      name: 'c1',
      policy: testPolicy,
      generateId: counter('s'),
    });
  };
  const work = ({ tracer, log }: App) => {
    for (let i = 0; i < 3; i++) tracer.startSpan('work').end();
    log('one');
    log('two');
  };
  const found = async () => {
    const { sessions } = await audit([sourceOf(Buffer.concat(bodies))], { nowMs: Date.now() + DAY_MS });
    return [...sessions].map(({ id, verdict, found, missing, lost, seal }) => ({ id, verdict, found, missing, lost, seal }));
  };

  it('complete', async () => {
    const app = open();
    work(app);
    await app.shutdown();
    expect(await found()).toMatchObject([{ id: 's1', verdict: 'complete', found: { spans: 3, logs: 2 }, seal: 'exact' }]);
  });

  it('incomplete, with what is missing', async () => {
    const app = open();
    work(app);
    await app.flush();
    status = 400;
    app.tracer.startSpan('refused').end();
    app.log('refused');
    app.log('refused');
    await app.flush();
    status = 200;
    app.tracer.startSpan('never ends');
    await app.shutdown();
    expect(await found()).toMatchObject([
      {
        verdict: 'incomplete',
        found: { spans: 3, logs: 2 },
        missing: { events: [], spans: 2, logs: 2 },
        lost: { exportFailed: 3, queueOverflow: 0, abandoned: 1 },
      },
    ]);
  });

  it('presumed complete, as it was hidden and never came back', async () => {
    const app = open();
    work(app);
    await app.flush();
    app.report('background');
    app.kill();
    // What is on its way when the context is left arrives.
    await expect
      .poll(found, { timeout: 10_000 })
      .toMatchObject([{ verdict: 'presumed complete', found: { spans: 3, logs: 2 }, seal: null }]);
  });

  it('ended and not sealed, as it was killed within the grace for late records', async () => {
    const app = open();
    work(app);
    app.sessions.end();
    await app.flush();
    app.kill();
    expect(await found()).toMatchObject([{ verdict: 'ended, not sealed', found: { spans: 3, logs: 2 }, seal: null }]);
  });
});
