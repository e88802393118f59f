import type { Frame } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { usePage } from './page.ts';
import { axeViolations, keepScreenshot, press, says } from './support.mjs';

describe.skipIf(findChromium() === null)('the demo app in the browser', () => {
  const visited = usePage({ height: 1_000 });
  const demo = async (name = 'Demo, tab 1'): Promise<Frame> => {
    const element = await visited().page.waitForSelector(`iframe[name="${name}"]`);
    const frame = await element?.contentFrame();
    if (!frame) throw new Error(`no frame ${name}`);
    await frame.waitForFunction(() => /^session /.test(document.getElementById('session')?.textContent ?? ''));
    return frame;
  };
  const openLive = async () => {
    const { page, server } = visited();
    await page.goto(`${server.url}#live`);
    return demo();
  };
  const state = () =>
    visited().page.$eval('.chart svg', (svg) => /Active state: ([\w.]*\w)/.exec(svg.getAttribute('aria-label') ?? '')?.[1]);
  const untilState = (wanted: string) =>
    visited().page.waitForFunction(
      (name) => document.querySelector('.chart svg')?.getAttribute('aria-label')?.includes(`Active state: ${name}.`),
      {},
      wanted,
    );

  it('walks the demo app through the chart: activity, hiding, sleeping past the deadline, another tab, time travel', async () => {
    const { page } = visited();
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
    const { page } = visited();
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
});
