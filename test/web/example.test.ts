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
  const dist = (name: string) => join(ROOT, `dist/${name}.js`);
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(ROOT, 'examples/web'),
    // As its own `npm install` would link them.
    resolve: {
      alias: [
        { find: /^sessionchart$/, replacement: dist('index') },
        { find: 'sessionchart/web', replacement: dist('web') },
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

const text = (page: Page, id: string) => page.$eval(`#${id}`, ({ textContent }) => textContent);

describe('the example page', () => {
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

  it('shows one session in two tabs, live, and how it ends', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const open = async () => {
      const page = await context.newPage();
      await page.goto(server.url);
      await page.waitForFunction(() => document.querySelectorAll('#changes li').length > 0);
      return page;
    };
    const first = await open();
    const second = await open();
    const id = await text(first, 'id');
    expect([await text(first, 'state'), await text(first, 'reason'), await text(first, 'ordinal')]).toEqual(['active', 'load', '1']);
    expect(await text(second, 'id')).toBe(id);
    expect(await text(second, 'left')).toMatch(/^[12]:\d\d$/);

    await second.click('#login');
    // A hidden tab draws nothing, so it is asked by a timer.
    const polling = 100;
    await first.waitForFunction(() => document.getElementById('login')?.textContent === 'Log out', { polling });
    await second.click('#end');
    await first.waitForFunction(() => document.getElementById('changes')?.textContent?.includes('ended'), { polling });
    const changes = await second.$$eval('#changes li span:nth-of-type(1)', (spans) => spans.map(({ textContent }) => textContent));
    expect(changes.reverse().slice(0, 3)).toEqual(['resumed', 'updated', 'ended']);
  });
});
