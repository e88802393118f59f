import type { BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { lookUntil } from '../browsers/support/page.mjs';
import { serve } from '../browsers/support/serve.mjs';

let server: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  server = await serve();
  const origins = ['a', 'b'].map((name) => `http://${name}.example.test:${server.port}`);
  chromium = await launchChromium([`--unsafely-treat-insecure-origin-as-secure=${origins.join(',')}`]);
});
afterAll(async () => {
  await chromium?.close();
  await server.close();
});

interface App {
  readonly consent: Readonly<Record<'grantConsent' | 'revokeConsent', () => unknown>> & { readonly state: string };
}
const open = async (context: BrowserContext, subdomain: string, consent: object) => {
  const page = await context.newPage();
  const boot = { scope: 'shop', siteDomain: 'example.test', policy: { scope: 'site' }, telemetry: false, consent };
  await page.goto(`http://${subdomain}.example.test:${server.port}/?boot=${encodeURIComponent(JSON.stringify(boot))}`);
  return page;
};
const decide = (page: Page, call: keyof Omit<App['consent'], 'state'>) =>
  page.evaluate(async (name) => {
    await (globalThis as unknown as { app: App }).app.consent[name]();
    return document.cookie;
  }, call);

it('sets no cookie of the site before consent, and removes it when consent is taken back', async ({ skip }) => {
  const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
  const page = await open(context, 'a', {});
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await decide(page, 'grantConsent');
  await lookUntil(page, ({ isFinal }) => isFinal);
  expect((await page.evaluate(() => document.cookie)).split('; ').sort()).toEqual([
    expect.stringMatching(/^sessionchart_shop.consent=[0-9a-f]{4}$/),
    expect.stringMatching(/^sessionchart_shop=./),
  ]);
  expect(await decide(page, 'revokeConsent')).toBe('');
});

it('tells another subdomain over HTTPS at once, though nobody looks at it', async ({ skip }) => {
  const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
  const other = await open(context, 'b', { granted: true });
  const page = await open(context, 'a', { granted: true });
  for (const one of [page, other]) await lookUntil(one, ({ isFinal }) => isFinal);
  expect(await other.evaluate(() => [document.visibilityState, isSecureContext])).toEqual(['hidden', true]);
  await decide(page, 'revokeConsent');
  const { story, id } = await lookUntil(other, ({ story }) => story.includes('ended app.consent_revoked'));
  expect([story.at(-1), id]).toEqual(['ended app.consent_revoked', null]);
  expect(await other.evaluate(() => [(globalThis as unknown as { app: App }).app.consent.state, document.visibilityState])).toEqual([
    'revoked',
    'hidden',
  ]);
});
