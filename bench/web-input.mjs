/**
 * What input costs: 10,000 real mouse movements and 1,000 clicks in Chromium, with and without a provider. Prints the time that
 * the page's main thread spent in scripts.
 */
import { launchChromium } from '../test/browsers/support/chromium.mjs';
import { serve } from '../test/browsers/support/serve.mjs';

const MOVES = 10_000;
const CLICKS = 1_000;

const server = await serve();
const chromium = await launchChromium();
if (chromium) {
  // Warm the browser up.
  await measure('/other');
  const without = await measure('/');
  const withUs = await measure(`/?boot=${encodeURIComponent('{"telemetry":false}')}`);
  console.log(
    `${MOVES} mouse movements and ${CLICKS} clicks: ${without.toFixed(0)} ms of script without, ${withUs.toFixed(0)} ms with a provider`,
  );
  console.log(`${(((withUs - without) * 1_000) / (MOVES + CLICKS)).toFixed(1)} µs an event`);
}
await chromium?.close();
await server.close();

/** @param {string} path @returns {Promise<number>} milliseconds */
async function measure(path) {
  const page = /** @type {import('puppeteer-core').Page} */ (await chromium?.browser.newPage());
  await page.goto(`${server.url}${path}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const session = await page.createCDPSession();
  const before = (await page.metrics()).ScriptDuration ?? 0;
  const send = (/** @type {'mouseMoved' | 'mousePressed' | 'mouseReleased'} */ type, /** @type {number} */ i) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      x: i % 700,
      y: i % 500,
      button: type === 'mouseMoved' ? 'none' : 'left',
      clickCount: 1,
    });
  for (let i = 0; i < MOVES; i += 100) await Promise.all(Array.from({ length: 100 }, (_, j) => send('mouseMoved', i + j)));
  for (let i = 0; i < CLICKS; i++) await Promise.all([send('mousePressed', i), send('mouseReleased', i)]);
  const after = (await page.metrics()).ScriptDuration ?? 0;
  await page.close();
  return (after - before) * 1_000;
}
