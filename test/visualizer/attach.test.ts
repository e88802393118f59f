import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { usePage } from './page.ts';
import { ensureXState4, keepScreenshot, press, says, serveApp } from './support.mjs';

type Apps = Readonly<Record<'ours' | 'stately', Awaited<ReturnType<typeof serveApp>>>>;

describe.skipIf(findChromium() === null)('an app of its own that attaches', () => {
  const visited = usePage({ flags: ['--host-resolver-rules=MAP app.example 127.0.0.1', '--disable-popup-blocking'] });
  let apps: Apps;
  beforeAll(async () => {
    apps = { ours: await serveApp('ours'), stately: await serveApp('stately') };
  });
  afterAll(() => {
    for (const app of Object.values(apps ?? {})) app.close();
  });
  const pageUrl = () => visited().server.url.replace(/\?.*/, '');
  /** The window that an app opens. */
  const popup = async (port: number, host = '127.0.0.1', query = '') => {
    const { page } = visited();
    const opened = new Promise<Page>((resolve) => {
      page.once('popup', (one) => resolve(one as Page));
    });
    await page.goto(`http://${host}:${port}/?page=${encodeURIComponent(pageUrl())}${query}`);
    return opened;
  };
  /** Chooses one of the actors. */
  const choose = (inspector: Page, name: string) =>
    inspector.evaluate((wanted) => {
      for (const chip of document.querySelectorAll<HTMLElement>('.actors .chip')) if (chip.textContent?.startsWith(wanted)) chip.click();
    }, name);
  const drawn = (inspector: Page, words: string) =>
    inspector.waitForFunction(
      (wanted) => document.querySelector('.chart svg')?.getAttribute('aria-label')?.endsWith(wanted),
      { timeout: 20_000 },
      words,
    );

  it('shows an app that attaches by the bridge to a window, with guards, values and the deadline', async () => {
    const inspector = await popup(apps.ours.port);
    await says(inspector, 'attached app');
    await says(inspector, 'started: load');
    await says(inspector, 'starts ✓ yes trigger load');
    await says(inspector, 'moved by load, foreground, input, navigation');
    await visited().page.evaluate('sessions.end()');
    await says(inspector, 'ended: manual');
  });

  it('shows an app that attaches by the bridge to the relay', async () => {
    const { page, server, chromium } = visited();
    await page.goto(`${server.url}#live`);
    const app = await chromium.browser.newPage();
    await app.goto(`http://127.0.0.1:${apps.ours.port}/?socket=${encodeURIComponent(server.socketUrl)}`);
    await page.bringToFront();
    await says(page, 'attached app live.active WebSocket');
    await app.close();
    await says(page, 'attached app gone WebSocket');
  });

  it.each([
    ['a window', async () => popup(apps.stately.port)],
    [
      'an iframe',
      async () => {
        const { page } = visited();
        await page.goto(`http://127.0.0.1:${apps.stately.port}/?page=${encodeURIComponent(pageUrl())}&frame=1`);
        const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
        return frame as unknown as Page;
      },
    ],
    [
      'a WebSocket',
      async () => {
        const { page, server, chromium } = visited();
        const inspector = await chromium.browser.newPage();
        await inspector.goto(`${server.url}#live`);
        // The demo was there first, and is shown.
        await says(inspector, 'Demo, tab 1 live.active');
        await page.goto(`http://127.0.0.1:${apps.stately.port}/?socket=${encodeURIComponent(server.socketUrl)}`);
        await inspector.bringToFront();
        return inspector;
      },
    ],
  ])("shows every actor of an app with Stately's adapter for %s", async (_, attached) => {
    const inspector = await attached();
    await says(inspector, 'light green');
    await says(inspector, 'session live.active');
    expect(await inspector.$eval('.actors .chip[aria-pressed=true]', ({ textContent }) => textContent)).not.toContain('this page');
    await visited().page.evaluate("actor.send({ type: 'NEXT' })");
    await says(inspector, 'light red');
    await choose(inspector, 'light');
    await drawn(inspector, 'Active state: red. Last transition: green to red, NEXT.');
  });

  it('draws a machine that it has never seen, with the arrow that was taken, and goes back in time', async () => {
    const inspector = await popup(apps.stately.port);
    await says(inspector, 'checkout cart');
    await choose(inspector, 'checkout');
    await drawn(inspector, 'Active state: cart.');
    expect(await inspector.$$eval('.chart-arrow text', (texts) => texts.map(({ textContent }) => textContent).sort())).toEqual(
      ['CANCEL', 'CHECKOUT [hasItems]', 'DECLINE', 'RESET', 'SWITCH', 'SWITCH', 'after 15 min', 'done', 'error'].sort(),
    );
    for (const type of ['CHECKOUT', 'SWITCH', 'RESET']) await visited().page.evaluate(`shop.send({ type: '${type}' })`);
    await drawn(inspector, 'Active state: cart. Last transition: checkout to checkout.cart, RESET.');
    await press(inspector, 'Previous step');
    await drawn(inspector, 'Active state: paying.wallet. Last transition: checkout.paying.card to checkout.paying.wallet, SWITCH.');
    await inspector.setViewport({ width: 1_280, height: 900 });
    await keepScreenshot(inspector, 'visualizer-machine-light.png', '.panel:has(.chart)');
    await press(inspector, 'Back to now');
    await drawn(inspector, 'RESET.');
  });

  it('shows an app on XState 4 with @xstate/inspect 0.8', async ({ skip }) => {
    if (!ensureXState4()) return skip('XState 4 could not be installed');
    const app = await serveApp('xstate-4');
    const inspector = await popup(app.port);
    await says(inspector, 'old light green');
    await visited().page.evaluate("service.send('NEXT')");
    await says(inspector, 'old light red');
    await drawn(inspector, 'Active state: red. Last transition: green to red, NEXT.');
    await says(inspector, 'after 1 min');
    app.close();
  });

  it('shows nothing of an app from elsewhere before a person allows it', async () => {
    const inspector = await popup(apps.ours.port, 'app.example');
    await visited().page.evaluate(
      `setInterval(() => window.open('', 'inspector').postMessage({ type: '@xstate.actor', sessionId: 'x', name: 'spy' }, '*'), 200)`,
    );
    await says(inspector, `http://app.example:${apps.ours.port} wants to attach`);
    expect(await inspector.$$('.actors .chip')).toEqual([]);
    await press(inspector, 'Allow');
    await says(inspector, 'attached app');
  });
});
