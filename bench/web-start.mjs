/** What a start costs: how long `createSessionProvider` takes, and until the id is final, by the number of tabs that start at once. */
import { launchChromium } from '../test/browsers/support/chromium.mjs';
import { openTabs, quantile, race } from '../test/browsers/support/race.mjs';
import { serve } from '../test/browsers/support/serve.mjs';

const ROUNDS = 10;

const server = await serve();
for (const tabs of [1, 8, 40]) {
  const chromium = await launchChromium();
  if (!chromium) break;
  const pages = await openTabs(chromium.browser.defaultBrowserContext(), server, tabs);
  const { createdMs, finalMs } = await race(pages, server, { rounds: ROUNDS, name: `start-${tabs}` });
  const show = (/** @type {number[]} */ values) => [0.5, 0.95].map((share) => `${quantile(values, share).toFixed(1)} ms`).join(', p95 ');
  console.log(`${String(tabs).padStart(2)} tabs: created in ${show(createdMs)}; id final after ${show(finalMs)}`);
  await chromium.close();
}
await server.close();
