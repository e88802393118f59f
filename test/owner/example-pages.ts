import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { ROOT } from '../../scripts/entries.mjs';
import { installPackageIn } from '../../scripts/otel-lines.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { bundleScript } from '../support/bundle-script.ts';

const EXAMPLES = join(ROOT, 'examples/other-owners');

/** The examples' scripts, bundled as an app would, in pages of a real browser. */
export interface ExamplePages {
  /** Opens a page in a profile of its own. What the script exports is `example` there. @param prepare runs before the script */
  open(script: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page>;
  /** Bodies of the requests that went to the vendors, none of which left this machine. */
  readonly sent: string[];
  close(): Promise<void>;
}

/** @returns `null` where there is no Chromium */
export async function openExamplePages(): Promise<ExamplePages | null> {
  installPackageIn(EXAMPLES);
  const chromium = await launchChromium();
  if (!chromium) return null;
  const sent: string[] = [];
  const server = createServer(async ({ url = '/' }, response) => {
    const isScript = url.endsWith('.js');
    const html = `<!doctype html><title>shop</title><link rel="icon" href="data:,"><button>Buy</button><script src="${url}.js"></script>`;
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? await bundleScript(join(EXAMPLES, `${url.slice(1, -3)}.ts`), 'example', EXAMPLES) : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    sent,
    async open(script, prepare) {
      const profile = await chromium.browser.createBrowserContext();
      const page = await profile.newPage();
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (request.url().startsWith(origin)) return void request.continue();
        sent.push(request.postData() ?? '');
        void request.respond({ status: 202, headers: { 'access-control-allow-origin': '*' } });
      });
      await prepare?.(page);
      await page.goto(`${origin}/${script}`);
      return page;
    },
    async close() {
      await chromium.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
