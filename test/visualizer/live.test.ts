import { join } from 'node:path';
import type { Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { type InspectServer, startInspectServer } from '../../src/cli/inspect-server.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { axeViolations, ensureXState4, keepScreenshot, press, says, serveApp } from './support.mjs';

type Apps = Readonly<Record<'ours' | 'stately', Awaited<ReturnType<typeof serveApp>>>>;

describe.skipIf(findChromium() === null)('watching an app in the browser', () => {
  let server: InspectServer;
  let apps: Apps;
  let chromium: NonNullable<Awaited<ReturnType<typeof launchChromium>>>;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    ensureBuilt();
    server = await startInspectServer({ folder: join(ROOT, 'dist/visualizer'), port: 0 });
    apps = { ours: await serveApp('ours'), stately: await serveApp('stately') };
    const launched = await launchChromium(['--host-resolver-rules=MAP app.example 127.0.0.1', '--disable-popup-blocking']);
    if (!launched) throw new Error('no Chromium');
    chromium = launched;
  });
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
    for (const app of Object.values(apps ?? {})) app.close();
  });
  beforeEach(async () => {
    page = await chromium.browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.setViewport({ width: 1280, height: 1000 });
  });
  afterEach(async () => {
    for (const one of await chromium.browser.pages()) if (one.url() !== 'about:blank') await one.close();
    expect(faults.splice(0)).toEqual([]);
  });

  const pageUrl = () => server.url.replace(/\?.*/, '');
  const demo = async (name = 'Demo, tab 1'): Promise<Frame> => {
    const element = await page.waitForSelector(`iframe[name="${name}"]`);
    const frame = await element?.contentFrame();
    if (!frame) throw new Error(`no frame ${name}`);
    await frame.waitForFunction(() => /^session /.test(document.getElementById('session')?.textContent ?? ''));
    return frame;
  };
  const openLive = async () => {
    await page.goto(`${server.url}#live`);
    return demo();
  };
  const state = () => page.$eval('.chart svg', (svg) => /Active state: ([\w.]*\w)/.exec(svg.getAttribute('aria-label') ?? '')?.[1]);
  const untilState = (wanted: string) =>
    page.waitForFunction(
      (name) => document.querySelector('.chart svg')?.getAttribute('aria-label')?.includes(`Active state: ${name}.`),
      {},
      wanted,
    );
  /** The window that an app opens. */
  const popup = async (port: number, host = '127.0.0.1', query = '') => {
    const opened = new Promise<Page>((resolve) => {
      page.once('popup', (one) => resolve(one as Page));
    });
    await page.goto(`http://${host}:${port}/?page=${encodeURIComponent(pageUrl())}${query}`);
    return opened;
  };

  it('walks the demo app through the chart: activity, hiding, sleeping past the deadline, another tab, time travel', async () => {
    const frame = await openLive();
    await untilState('live.active');
    await says(page, 'started: load');
    await frame.click('[data-act=ada]');
    await says(page, 'user.id ada');
    await press(page, 'Hide');
    await untilState('live.backgrounded');
    await press(page, 'Bring back');
    await untilState('live.active');
    await press(page, '1 h');
    await says(page, 'ended: inactivity');
    await untilState('expired');
    await says(page, 'isLapsed ✓ yes');
    await frame.click('[data-act=article]');
    await untilState('live.active');
    await says(page, 'started: input.');
    await press(page, 'Open another tab');
    await demo('Demo, tab 2');
    await says(page, 'Demo, tab 2 live.active');
    await press(page, 'Previous step');
    await press(page, 'Previous step');
    await says(page, 'Back to now');
    const filter = await page.$('input[aria-label=Filter]');
    await filter?.type('isLapsed');
    await page.click('.step-list button');
    expect(await state()).toBe('expired');
    await press(page, 'Back to now');
    await untilState('live.active');
    await press(page, 'Try policies on this recording');
    await says(page, 'recorded from Demo, tab 1');
  });

  it.each(['light', 'dark'] as const)('has no axe violation and nothing beyond the edge in %s', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const frame = await openLive();
    await frame.click('[data-act=ada]');
    await press(page, '1 h');
    await untilState('expired');
    await frame.click('[data-act=article]');
    await untilState('live.active');
    expect(await axeViolations(page)).toEqual([]);
    await keepScreenshot(page, `visualizer-live-${scheme}.png`);
    await page.setViewport({ width: 360, height: 740 });
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth);
  });

  it('shows an app that attaches by the bridge to a window, with guards, values and the deadline', async () => {
    const inspector = await popup(apps.ours.port);
    await says(inspector, 'attached app');
    await says(inspector, 'started: load');
    await says(inspector, 'starts ✓ yes trigger load');
    await says(inspector, 'moved by load, foreground, input, navigation');
    await page.evaluate('sessions.end()');
    await says(inspector, 'ended: manual');
  });

  it('shows an app that attaches by the bridge to the relay', async () => {
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
        await page.goto(`http://127.0.0.1:${apps.stately.port}/?page=${encodeURIComponent(pageUrl())}&frame=1`);
        const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
        return frame as unknown as Page;
      },
    ],
    [
      'a WebSocket',
      async () => {
        const inspector = await chromium.browser.newPage();
        await inspector.goto(`${server.url}#live`);
        await page.goto(`http://127.0.0.1:${apps.stately.port}/?socket=${encodeURIComponent(server.socketUrl)}`);
        await inspector.bringToFront();
        return inspector;
      },
    ],
  ])("shows every actor of an app with Stately's adapter for %s", async (_, attached) => {
    const inspector = await attached();
    await says(inspector, 'light green');
    await says(inspector, 'session live.active');
    await page.evaluate("actor.send({ type: 'NEXT' })");
    await says(inspector, 'light red');
  });

  it('shows an app on XState 4 with @xstate/inspect 0.8', async ({ skip }) => {
    if (!ensureXState4()) return skip('XState 4 could not be installed');
    const app = await serveApp('xstate-4');
    const inspector = await popup(app.port);
    await says(inspector, 'old light green');
    await page.evaluate("service.send('NEXT')");
    await says(inspector, 'old light red');
    app.close();
  });

  it('shows nothing of an app from elsewhere before a person allows it', async () => {
    const inspector = await popup(apps.ours.port, 'app.example');
    await page.evaluate(
      `setInterval(() => window.open('', 'inspector').postMessage({ type: '@xstate.actor', sessionId: 'x', name: 'spy' }, '*'), 200)`,
    );
    await says(inspector, `http://app.example:${apps.ours.port} wants to attach`);
    expect(await inspector.$$('.actors .chip')).toEqual([]);
    await press(inspector, 'Allow');
    await says(inspector, 'attached app');
  });
});
