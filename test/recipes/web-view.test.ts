/** The bundle for native apps in an engine of its own, the page in Chromium, texts between them, spans of both at a receiver. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import type { NativeHost, NativeSessions } from '../../src/native/index.ts';
import { createFakeHost } from '../native/fake-host.ts';
import { flatten, type OtlpRecord } from '../otel/otlp-records.mjs';
import { importPackage, importRecipe, openRecipePages, type RecipePages, until } from './support/recipe-pages.ts';

interface Bundle {
  readonly Sessionchart: { createNativeProvider(host: NativeHost): NativeSessions };
}
interface WebView {
  evaluate(script: string): void;
  onStart(listener: () => void): void;
  onText(listener: (json: string) => void): void;
}
interface Recipe {
  startShell(shell: object): NativeSessions;
  startNativeSpan(app: NativeSessions, tracer: object, name: string): { end(): void };
}
interface Exported {
  readonly name?: string;
  readonly eventName?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Sdk {
  readonly [provider: string]: new (
    options?: object,
  ) => {
    getTracer(name: string): object;
    getLogger(name: string): object;
    getFinishedSpans(): readonly Exported[];
    getFinishedLogRecords(): readonly Exported[];
  };
}

let pages: RecipePages | null = null;
let recipe: Recipe;
beforeAll(async () => {
  pages = await openRecipePages();
  recipe = await importRecipe<Recipe>('web-view/shell.ts');
}, 180_000);
afterAll(async () => {
  await pages?.close();
});

/** A host whose clock is real, as the page's is. */
function realHost(): NativeHost {
  const { host } = createFakeHost();
  return { ...host, now: () => Date.now(), monotonicNow: () => performance.now() };
}

/** The web view, as the app sees it. */
async function webViewOf(page: Page): Promise<WebView> {
  const hearing: ((json: string) => void)[] = [];
  await page.exposeFunction('toShell', (json: string) => {
    for (const hear of hearing) hear(json);
  });
  return {
    evaluate: (script) => void page.evaluate(script).catch(() => {}),
    onStart: (listener) => void page.on('framenavigated', listener),
    onText: (listener) => void hearing.push(listener),
  };
}

/** OpenTelemetry's SDK of the native side; here that of Node. */
async function startNativeSdk() {
  const { TracerProvider, SimpleSpanProcessor, InMemorySpanExporter } = await importPackage<Sdk>('@opentelemetry/sdk-trace');
  const { LoggerProvider, SimpleLogRecordProcessor, InMemoryLogRecordExporter } = await importPackage<Sdk>('@opentelemetry/sdk-logs');
  const spans = new InMemorySpanExporter!();
  const records = new InMemoryLogRecordExporter!();
  return {
    tracer: new TracerProvider!({ spanProcessors: [new SimpleSpanProcessor!({ exporter: spans })] }).getTracer('app'),
    logger: new LoggerProvider!({ processors: [new SimpleLogRecordProcessor!({ exporter: records })] }).getLogger('app'),
    spans: () => spans.getFinishedSpans(),
    events: () => records.getFinishedLogRecords(),
  };
}

const spansOf = (sent: readonly string[] = []): OtlpRecord[] => sent.flatMap((body, index) => flatten(JSON.parse(body), index));

it('stamps the spans of the app and of its page with one id, before and after a log-out', async ({ skip }) => {
  const open = (await pages?.visit()) ?? skip('no Chromium');
  const engine = createContext({}) as unknown as Bundle;
  new Script(readFileSync(join(ROOT, 'dist/native.global.js'), 'utf8')).runInContext(engine as object);
  const { tracer, logger, spans, events } = await startNativeSdk();

  let app: NativeSessions | undefined;
  const page = await open('web-view/page', async (blank) => {
    app = recipe.startShell({ bundle: engine.Sessionchart, host: realHost(), webView: await webViewOf(blank), logger });
  });
  if (!app) throw new Error('no app');
  const first = app.getSessionId();
  recipe.startNativeSpan(app, tracer, 'open the shop').end();
  const idInPage = () =>
    page.evaluate(() =>
      (globalThis as unknown as { recipe: { sessions: { getSessionId(): string | null } } }).recipe.sessions.getSessionId(),
    );
  await until(async () => (await idInPage()) === first);
  await page.click('button');
  await until(async () => spansOf(pages?.sent['/v1/traces']).length === 1);

  app.end('app.logout', '{"link":false,"clearMetadata":true}');
  app.notify('input.touch');
  const second = app.getSessionId();
  recipe.startNativeSpan(app, tracer, 'open the shop').end();
  await until(async () => (await idInPage()) === second);
  await page.click('button');
  await until(async () => spansOf(pages?.sent['/v1/traces']).length === 2);

  expect(first).not.toBe(second);
  await until(async () => events().length === 3);
  const inShort = ({ name, eventName, attributes }: Exported) => [eventName ?? name, attributes['session.id']];
  expect(spans().map(inShort)).toEqual([
    ['open the shop', first],
    ['open the shop', second],
  ]);
  expect(spansOf(pages?.sent['/v1/traces']).map(inShort)).toEqual([
    ['buy', first],
    ['buy', second],
  ]);
  expect(events().map(inShort)).toEqual([
    ['session.start', first],
    ['session.end', first],
    ['session.start', second],
  ]);
  // What happened in the page is counted with the app's.
  const session = JSON.parse((await until(async () => app?.getSession())) ?? 'null') as { telemetry: { traces: number } };
  expect(session.telemetry.traces).toBe(2);
  expect(pages?.errors).toEqual([]);
});
