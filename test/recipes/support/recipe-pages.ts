/** The recipes' scripts, bundled as an app would, in a page of a real browser. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { ROOT } from '../../../scripts/entries.mjs';
import { installPackageIn } from '../../../scripts/otel-lines.mjs';
import { launchChromium } from '../../browsers/support/chromium.mjs';
import { bundleScript } from '../../support/bundle-script.ts';

export const RECIPES = join(ROOT, 'examples/recipes');

let isInstalled = false;
export function install(): void {
  if (!isInstalled) installPackageIn(RECIPES);
  isInstalled = true;
}

/** A recipe's module for Node. Not by a literal, since it is type-checked with packages of its own. @param file such as `from-faro/read-faro-session.ts` */
export async function importRecipe<Module>(file: string): Promise<Module> {
  install();
  return (await import(join(RECIPES, file))) as Module;
}

/** A package that the recipes use, as they get it. */
export async function importPackage<Module>(name: string): Promise<Module> {
  install();
  return (await import(createRequire(join(RECIPES, 'package.json')).resolve(name))) as Module;
}

/** Looks until there is one, ten seconds at the most. */
export async function until<T>(read: () => Promise<T | null | undefined | false>): Promise<T | null> {
  for (let i = 0; i < 200; i++) {
    const found = await read();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

/** Opens a page that runs the script, such as `from-faro/before`. What it exports is `recipe` there. */
export type Open = (script: string, prepare?: (blank: Page) => Promise<void>) => Promise<Page>;

export interface RecipePages {
  /** A profile of its own, which all pages that are opened so share. */
  visit(): Promise<Open>;
  /** Bodies that pages sent, by path. */
  readonly sent: Record<string, string[]>;
  /** What pages threw. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** @returns `null` where there is no Chromium */
export async function openRecipePages(): Promise<RecipePages | null> {
  install();
  const chromium = await launchChromium();
  if (!chromium) return null;
  const sent: Record<string, string[]> = {};
  const errors: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      const path = request.url ?? '/';
      if (request.method === 'POST') {
        sent[path] = [...(sent[path] ?? []), body];
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      } else if (path.endsWith('.js')) {
        response
          .writeHead(200, { 'content-type': 'text/javascript' })
          .end(await bundleScript(join(RECIPES, `${path.slice(1, -3)}.ts`), 'recipe', RECIPES));
      } else {
        const html = `<!doctype html><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,"><button>Buy</button><input><script src="${path}.js"></script>`;
        response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    sent,
    errors,
    async visit() {
      const profile = await chromium.browser.createBrowserContext();
      return async (script, prepare) => {
        const page = await profile.newPage();
        page.on('pageerror', (error) => errors.push(String(error)));
        // What the old SDKs send to their makers goes nowhere.
        await page.setRequestInterception(true);
        page.on('request', (request) => void (request.url().startsWith(url) ? request.continue() : request.abort()));
        await prepare?.(page);
        await page.goto(`${url}/${script}`);
        return page;
      };
    },
    async close() {
      await chromium.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
