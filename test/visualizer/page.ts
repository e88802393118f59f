/** A page of the built visualizer for the tests of one `describe`, served as `sessionchart inspect` serves it. */
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { type InspectServer, startInspectServer } from '../../src/cli/inspect-server.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { linkTo, says } from './support.mjs';

export const FOLDER: string = join(ROOT, 'dist/visualizer');
type Chromium = NonNullable<Awaited<ReturnType<typeof launchChromium>>>;

export interface Visited {
  readonly page: Page;
  readonly server: InspectServer;
  readonly chromium: Chromium;
  /** Opens the page, by default with a sample that is counted in no time. */
  open(hash?: string): Promise<void>;
  /** By the file chooser. */
  choose(path: string): Promise<void>;
  /** Dropped on the page, in the midst of it. */
  drop(path: string): Promise<void>;
  /** Sessions of each policy, as they are shown. */
  numbers(): Promise<(string | null)[]>;
}

const isHere = (url: string) => /^(data:|blob:|https?:\/\/(127\.0\.0\.1|app\.example):)/.test(url);

/** Fails a test whose page throws, or asks an address elsewhere for anything. */
export function usePage({ width = 1_280, height = 900, flags = [] as readonly string[] } = {}): () => Visited {
  let server: InspectServer;
  let chromium: Chromium;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    ensureBuilt();
    server = await startInspectServer({ folder: FOLDER, port: 0 });
    const launched = await launchChromium(flags);
    if (!launched) throw new Error('no Chromium');
    chromium = launched;
  });
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
  });
  beforeEach(async () => {
    page = await chromium.browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!isHere(request.url())) faults.push(`asked for ${request.url()}`);
    });
    await page.setViewport({ width, height });
  });
  afterEach(async () => {
    // Windows that it opened, too.
    for (const one of await chromium.browser.pages()) if (one.url() !== 'about:blank') await one.close();
    expect(faults.splice(0)).toEqual([]);
  });
  return () => ({
    page,
    server,
    chromium,
    async open(hash = linkTo()) {
      await page.goto(server.url + hash);
      await says(page, 'per person');
    },
    async choose(path) {
      const input = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement> | null;
      await input?.uploadFile(path);
    },
    async drop(path) {
      const session = await page.createCDPSession();
      const data = { items: [], files: [path], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
      await session.detach();
    },
    numbers: () => page.$$eval('.big-number', (found) => found.map((one) => one.textContent)),
  });
}
