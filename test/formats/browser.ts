/** What a page of today leaves in a browser's storages, and a page of today on what an earlier one left. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { buildScriptTag } from '../../scripts/build-script-tag.mjs';
import type { PlatformHost } from '../../src/provider/platform.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { serveGuarded } from '../script-tag/guarded-server.ts';
import type { Recording } from './stories.ts';

/** All that an origin has stored, by name. */
export interface Stored {
  readonly localStorage: Readonly<Record<string, string>>;
  readonly databases: readonly { readonly name: string; readonly version: number; readonly tables: Readonly<Record<string, Texts>> }[];
}
type Texts = Readonly<Record<string, string>>;
interface Global {
  readonly sessionchart: typeof import('../../src/script-tag/index.ts');
}

export interface Browser {
  /** Writes the texts through the store of a page. */
  write(texts: Recording['texts']): Promise<Stored>;
  /** Opens a page at that instant where this is stored. @returns its session, once it is final, and those of the past */
  openAt(nowMs: number, stored: Stored): Promise<{ readonly id: string; readonly ordinal: number; readonly past: readonly string[] }>;
  close(): Promise<void>;
}

/** @returns `null` where there is no Chromium */
export async function openBrowser(): Promise<Browser | null> {
  const chromium = await launchChromium();
  if (!chromium) return null;
  const html = (attribute: string) => `<!doctype html><title>page</title><script src="/script.js"${attribute}></script>`;
  const server = await serveGuarded("default-src 'none'; script-src 'self'", {
    '/': html(''),
    '/manual': html(' data-start="manual"'),
    '/empty': '<!doctype html><title>page</title>',
    '/script.js': await script(),
  });
  const visit = async <T>(play: (page: Page) => Promise<T>): Promise<T> => {
    const context = await chromium.browser.createBrowserContext();
    try {
      return await play(await context.newPage());
    } finally {
      await context.close();
    }
  };
  return {
    write: (texts) =>
      visit(async (page) => {
        await page.goto(`${server.url}/manual`);
        await page.evaluate(writeTexts, texts);
        return page.evaluate(readStored);
      }),
    openAt: (nowMs, stored) =>
      visit(async (page) => {
        await page.goto(`${server.url}/empty`);
        await page.evaluate(store, stored);
        await page.evaluateOnNewDocument((fromMs) => {
          Object.defineProperty(performance, 'timeOrigin', { value: fromMs });
          Date.now = () => fromMs + performance.now();
        }, nowMs);
        await page.goto(`${server.url}/`);
        return page.evaluate(tell);
      }),
    async close() {
      await chromium.close();
      server.close();
    },
  };
}

async function script(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-format-'));
  const file = join(folder, 'script.js');
  try {
    await buildScriptTag({ quiet: true, file });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// In the page

async function writeTexts({ session, history }: Recording['texts']): Promise<void> {
  const { store } = (globalThis as unknown as Global).sessionchart.webPlatform();
  if (typeof store !== 'function') throw new Error('a page has a store by its scope');
  const warnings: string[] = [];
  // All that the store of an origin asks of its host.
  const host: Partial<PlatformHost> = { scope: 'default', sharedBy: 'origin', warn: (message) => void warnings.push(message) };
  const own = store(host as PlatformHost);
  await own.update('session', () => session);
  await own.update('history', () => history);
  if (warnings.length > 0) throw new Error(warnings.join('; '));
}

async function readStored(): Promise<Stored> {
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const databases = [];
  for (const { name = '', version = 0 } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    const tables: Record<string, Texts> = {};
    for (const table of database.objectStoreNames) {
      const rows = database.transaction(table).objectStore(table);
      const [keys, values] = await Promise.all([settled(rows.getAllKeys()), settled(rows.getAll())]);
      tables[table] = Object.fromEntries(keys.map((key, index) => [String(key), values[index]]));
    }
    databases.push({ name, version, tables });
  }
  return { localStorage: { ...localStorage }, databases };
}

async function store({ localStorage: texts, databases }: Stored): Promise<void> {
  for (const [key, text] of Object.entries(texts)) localStorage.setItem(key, text);
  for (const { name, version, tables } of databases) {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onerror = () => reject(request.error);
      request.onupgradeneeded = () => {
        for (const [table, rows] of Object.entries(tables)) {
          const filled = request.result.createObjectStore(table);
          for (const [key, value] of Object.entries(rows)) filled.put(value, key);
        }
      };
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  }
}

async function tell() {
  const provider = (globalThis as unknown as Global).sessionchart.start();
  if (!provider) throw new Error('the page has no provider of its own');
  await new Promise<void>((resolve) => void provider.whenFinal(resolve));
  const all = (await provider.delivery?.listSessions()) ?? [];
  const session = provider.getSession();
  if (!session) throw new Error('a load starts a session');
  return { id: session.id, ordinal: session.ordinal, past: all.filter(({ state }) => state === 'ended').map(({ id }) => id) };
}
