import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { type ExampleSite, openExampleSite } from '../support/example-site.ts';

const text = (page: Page, id: string) => page.$eval(`#${id}`, ({ textContent }) => textContent ?? '');
const shows = (page: Page, id: string, pattern: string) =>
  page.waitForFunction(
    (name, wanted) => new RegExp(wanted).test(document.getElementById(name)?.textContent ?? ''),
    { polling: 100 },
    id,
    pattern,
  );
/** Also in a tab that is behind another. */
const press = (page: Page, id: string) => page.$eval(`#${id}`, (button) => (button as HTMLElement).click());

describe('the page that asks first', () => {
  let site: ExampleSite;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    site = await openExampleSite('consent', (entry) => join(ROOT, entry === 'index' ? 'src/index.ts' : `src/${entry}/index.ts`));
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    site.close();
  });
  const open = async (context: { newPage(): Promise<Page> }) => {
    const page = await context.newPage();
    await page.goto(site.url);
    await shows(page, 'session', '.');
    return page;
  };

  it('stores nothing before the answer, one session after it, and nothing once it is taken back', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const [first, second] = [await open(context), await open(context)];
    expect([await text(first, 'consent'), await text(first, 'stored')]).toEqual(['undecided', 'nothing']);
    const id = await text(first, 'session');
    await press(first, 'grant');
    await shows(first, 'stored', 'sessionchart.default.session');
    await press(second, 'grant');
    await shows(second, 'session', id);
    await press(second, 'revoke');
    for (const page of [second, first]) {
      await shows(page, 'consent', 'revoked');
      await shows(page, 'session', 'none');
      await shows(page, 'stored', '^nothing$');
      expect(await text(page, 'changes')).toContain(`ended ${id.slice(0, 8)} app.consent_revoked`);
    }
    await context.close();
  });

  it('names the session before after a log-in, and nothing of it after a log-out, in both tabs', async ({ skip }) => {
    const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
    const [first, second] = [await open(context), await open(context)];
    for (const page of [first, second]) await press(page, 'grant');
    const before = await text(first, 'session');
    await shows(second, 'session', before);
    await press(first, 'login');
    for (const page of [first, second]) {
      await shows(page, 'user', 'ada, authenticated');
      await shows(page, 'previous', before);
    }
    const own = await text(first, 'session');
    await press(second, 'logout');
    for (const page of [second, first]) {
      await shows(page, 'user', 'nobody');
      await shows(page, 'previous', '^none$');
      expect(await text(page, 'session')).not.toContain(own);
    }
    const stored = await first.evaluate(() => JSON.parse(localStorage.getItem('sessionchart.default.session') ?? '').session);
    expect([stored.previousId, Object.keys(stored.metadata).filter((key) => key.startsWith('user'))]).toEqual([null, []]);
    await context.close();
  });
});
