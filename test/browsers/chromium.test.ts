import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clocks } from './clocks.mjs';
import { closing } from './closing.mjs';
import { consent } from './consent.mjs';
import { ending } from './ending.mjs';
import { lifecycle } from './lifecycle.mjs';
import { site } from './site.mjs';
import { storage } from './storage.mjs';
import { launchChromium } from './support/chromium.mjs';
import { play } from './support/play.mjs';
import { openTabs, race } from './support/race.mjs';
import { serve } from './support/serve.mjs';

/** The short version of `npm run e2e:browsers`: what takes longest stays there. */
const SHORT = [...lifecycle, ...closing, ...ending, ...clocks, ...storage, ...site, ...consent].filter(({ name }) =>
  [
    'hidden for longer',
    'frozen',
    'a moment',
    'reloaded',
    'first visit',
    'a tab',
    'prerendered',
    'closed, the last',
    'began',
    'of another scope',
    'the app ends',
    'shut down',
    'crashed',
    'night',
    'comes later',
    'drifts',
    'cleared',
    'begins anew',
    'fails later',
    'asked: two tabs',
    'taken back',
    'refused',
  ].some((word) => name.includes(word)),
);

describe('a page in Chromium', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    server = await serve();
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    await server.close();
  });

  it.each(SHORT)('tells exactly what is expected: $name', async (scenario) => {
    if (!chromium) return;
    const { found } = await play(chromium.browser, server, scenario);
    expect(found).toEqual(scenario.expected);
  });

  it.each([
    ['starts one session', false],
    ['renews one session after a night', true],
  ])('%s for eight tabs in the same instant', async (title, renew) => {
    if (!chromium) return;
    const context = await chromium.browser.createBrowserContext();
    const pages = await openTabs(context, server, 8);
    const { failures, rounds } = await race(pages, server, { rounds: 4, name: title, renew });
    await context.close();
    expect([rounds, failures]).toEqual([4, []]);
  });
});
