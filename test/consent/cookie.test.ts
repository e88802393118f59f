import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { lookUntil } from '../browsers/support/page.mjs';
import { serve } from '../browsers/support/serve.mjs';

let server: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  server = await serve();
  chromium = await launchChromium(['--host-resolver-rules=MAP *.example.test 127.0.0.1']);
});
afterAll(async () => {
  await chromium?.close();
  await server.close();
});

it('sets no cookie of the site before consent, and removes it when consent is taken back', async ({ skip }) => {
  const context = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
  const page = await context.newPage();
  const boot = { scope: 'shop', siteDomain: 'example.test', policy: { scope: 'site' }, telemetry: false, consent: {} };
  await page.goto(`http://a.example.test:${server.port}/?boot=${encodeURIComponent(JSON.stringify(boot))}`);
  const decide = (call: string) =>
    page.evaluate(async (name) => {
      await (globalThis as unknown as { app: { consent: Record<string, () => unknown> } }).app.consent[name]?.();
      return document.cookie;
    }, call);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await decide('grantConsent');
  await lookUntil(page, ({ isFinal }) => isFinal);
  expect(await page.evaluate(() => document.cookie)).toMatch(/^sessionchart_shop=./);
  expect(await decide('revokeConsent')).toBe('');
});
