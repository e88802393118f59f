import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { debugSessions } from '../../src/debug/index.ts';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy } from '../support/watch.ts';
import { usePage } from './page.ts';
import { axeViolations, keepScreenshot, press, says, serveApp } from './support.mjs';

/** The second of two tabs that began at once; hours later a user is away for too long. */
async function doubled() {
  const store = createMemoryStore();
  const clock = createManualClock();
  const open = (tab: string) => {
    const platform = { ...load, contextId: tab };
    return debugSessions(createSessionProvider, { policy: testPolicy, store, clock, platform, generateId: counter(`${tab}-`) });
  };
  const first = open('tab-a');
  const sessions = open('tab-b');
  await settle();
  await clock.advance(MINUTE_MS);
  sessions.notify('input.click');
  sessions.notify('navigation');
  sessions.setMetadata({ 'user.id': 'alice' });
  await clock.advance(45 * MINUTE_MS);
  sessions.notify('input.click');
  await clock.advance(12 * MINUTE_MS);
  sessions.notify('background');
  sessions.notify('foreground');
  const report = sessions.debug.report();
  const snapshot = sessions.debug.snapshot();
  await Promise.all([first.shutdown(), sessions.shutdown()]);
  return { report, snapshot };
}

describe.skipIf(findChromium() === null)('a snapshot in the browser', () => {
  const visited = usePage({ height: 1_000 });
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-snapshot-'));
  let made: Awaited<ReturnType<typeof doubled>>;
  beforeAll(async () => {
    made = await doubled();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const openLive = async () => {
    const { page, server } = visited();
    await page.goto(`${server.url}#live`);
    await says(page, 'Open a snapshot');
  };
  const pasted = async (text: string) => {
    const { page } = visited();
    await openLive();
    await page.click('.attach:has(textarea) summary');
    await page.$eval('.snapshot-text', (element, value) => element.replaceChildren(value), text);
    await press(page, 'Open');
  };
  const state = () =>
    visited().page.$eval('.chart svg', (svg) => /Active state: ([\w.]*\w)/.exec(svg.getAttribute('aria-label') ?? '')?.[1]);

  it('opens a report that is pasted as it stands in an issue, and walks through its decisions', async () => {
    const { page } = visited();
    await pasted(`It happened again.\n\n${made.report}`);
    await says(page, 'events came out the same');
    await says(page, 'leaves tab-b-1 for tab-a-1');
    expect(await state()).toBe('live.active');
    const line = await page.waitForSelector('::-p-xpath(//li/button[contains(., "idle 30 min ≥ 30 min")])');
    await line?.click();
    await says(page, 'isLapsed ✓ yes');
    expect(await state()).toBe('expired');
    await says(page, 'user.id #1');
    expect(await page.evaluate(() => document.body.innerText)).not.toContain('alice');
    await press(page, 'Close the snapshot');
    await says(page, 'Demo app');
  });

  it('opens a snapshot that is dropped in the other view, and says where one is not true', async () => {
    const { page, open, drop } = visited();
    await open();
    await drop(written('snapshot.json', JSON.stringify(made.snapshot)));
    await says(page, 'Played again through this page');
    const policy = { ...made.snapshot.policy, endAfter: { inactivity: { ms: 50 * MINUTE_MS } } };
    await drop(written('untrue.json', JSON.stringify({ ...made.snapshot, policy })));
    await says(page, 'did not: told');
  });

  it('opens what a tab of a real page reports, whose session another tab had begun and ended', async () => {
    const { chromium, page } = visited();
    const app = await serveApp('debugged');
    try {
      const tabs = [];
      for (let i = 0; i < 2; i++) {
        const tab = await chromium.browser.newPage();
        await tab.goto(`http://127.0.0.1:${app.port}/`);
        await tab.waitForFunction('sessions.isFinal');
        tabs.push(tab);
      }
      const [first, second] = tabs as [Page, Page];
      await second.click('h1');
      await first.evaluate("sessions.end('app.logout')");
      await second.waitForFunction("sessions.debug.lines().some((line) => line.includes('app.logout'))");
      await second.click('h1');
      const lines = (await second.evaluate('sessions.debug.lines()')) as string[];
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
      const told = lines.join('\n');
      expect(told).toMatch(/Z store: holds \S+ of \S+, not ended\n.*Z sync of \S+ at load: none known here → resumed /);
      expect(told).toMatch(/had ended \(app\.logout\) → remembered, no session/);
      expect(told).toMatch(/input\.\w+: in startOn → started \S+, over at /);
      expect(told).not.toContain('cannot explain');
      const report = String(await second.evaluate('sessions.debug.report()'));
      await page.bringToFront();
      await pasted(report);
      await says(page, 'events came out the same');
      await says(page, ', page (Mozilla/5.0');
    } finally {
      app.close();
    }
  });

  it.each([
    ['hello', 'This is no snapshot: it holds no JSON that can be read.'],
    ['{"format":"sessionchart-snapshot","version":2}', 'a later release took this snapshot: expected version 1, came 2'],
    ['{"format":"sessionchart-snapshot","version":1}', 'the snapshot cannot be read: library: expected a string, got nothing'],
  ])('says what is wrong with %s', async (text, said) => {
    await pasted(text);
    await says(visited().page, said);
  });

  it.each(['light', 'dark'] as const)('has no axe violation and nothing beyond the edge in %s', async (scheme) => {
    const { page } = visited();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await pasted(made.report);
    await says(page, 'came out the same');
    expect(await axeViolations(page)).toEqual([]);
    await page.click('.attach:has(textarea) summary');
    await keepScreenshot(page, `visualizer-snapshot-${scheme}.png`);
    await page.setViewport({ width: 360, height: 740 });
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth);
  });
});
