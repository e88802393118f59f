import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { type ExampleSite, openExampleSite } from '../support/example-site.ts';

const text = (page: Page, id: string) => page.$eval(`#${id}`, ({ textContent }) => textContent);

describe('the example page', () => {
  let site: ExampleSite;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    site = await openExampleSite('web', (entry) => join(ROOT, `dist/${entry}.js`));
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    site.close();
  });

  it('shows one session in two tabs, live, and how it ends', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const open = async () => {
      const page = await context.newPage();
      await page.goto(site.url);
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
