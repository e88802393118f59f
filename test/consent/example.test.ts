import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/support/chromium.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

async function buildExample(outDir: string) {
  const source = (name: string) => join(ROOT, `src/${name}index.ts`);
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(ROOT, 'examples/consent'),
    resolve: {
      alias: [
        { find: /^sessionchart$/, replacement: source('') },
        { find: /^sessionchart\/(\w+)$/, replacement: source('$1/') },
      ],
    },
    build: { outDir, emptyOutDir: true },
  });
}

async function serveFolder(folder: string) {
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const body = await readFile(join(folder, path)).catch(() => null);
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close: () => server.close() };
}

const text = (page: Page, id: string) => page.$eval(`#${id}`, ({ textContent }) => textContent ?? '');
const shows = (page: Page, id: string, pattern: string) =>
  page.waitForFunction(
    (name, wanted) => new RegExp(wanted).test(document.getElementById(name)?.textContent ?? ''),
    { polling: 100 },
    id,
    pattern,
  );
/** Also in a tab that is behind another. */
const press = (page: Page, id: string) => page.$eval(`#${id}`, (button) => (button as HTMLElement).click());

describe('the page that asks first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-example-'));
  let server: Awaited<ReturnType<typeof serveFolder>>;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    await buildExample(folder);
    server = await serveFolder(folder);
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (context: { newPage(): Promise<Page> }) => {
    const page = await context.newPage();
    await page.goto(server.url);
    await shows(page, 'session', '.');
    return page;
  };

  it('stores nothing before the answer, one session after it, and nothing once it is taken back', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const [first, second] = [await open(context), await open(context)];
    expect([await text(first, 'consent'), await text(first, 'stored')]).toEqual(['undecided', 'nothing']);
    const id = await text(first, 'session');
    await press(first, 'grant');
    await shows(first, 'stored', 'sessionchart.default.session');
    await press(second, 'grant');
    await shows(second, 'session', id);
    await press(second, 'revoke');
    for (const page of [second, first]) {
      await shows(page, 'consent', 'revoked');
      await shows(page, 'session', 'none');
      await shows(page, 'stored', '^nothing$');
      expect(await text(page, 'changes')).toContain(`ended ${id.slice(0, 8)} app.consent_revoked`);
    }
    await context.close();
  });

  it('names the session before after a log-in, and nothing of it after a log-out, in both tabs', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const [first, second] = [await open(context), await open(context)];
    for (const page of [first, second]) await press(page, 'grant');
    const before = await text(first, 'session');
    await shows(second, 'session', before);
    await press(first, 'login');
    for (const page of [first, second]) {
      await shows(page, 'user', 'ada, authenticated');
      await shows(page, 'previous', before);
    }
    const own = await text(first, 'session');
    await press(second, 'logout');
    for (const page of [second, first]) {
      await shows(page, 'user', 'nobody');
      await shows(page, 'previous', '^none$');
      expect(await text(page, 'session')).not.toContain(own);
    }
    const stored = await first.evaluate(() => JSON.parse(localStorage.getItem('sessionchart.default.session') ?? '').session);
    expect([stored.previousId, Object.keys(stored.metadata).filter((key) => key.startsWith('user'))]).toEqual([null, []]);
    await context.close();
  });
});
