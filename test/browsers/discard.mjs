/** Chromium throws a hidden tab away to save memory, and loads it again when the person comes back. */
import { isDeepStrictEqual } from 'node:util';
import { launchChromium } from './support/chromium.mjs';
import { pause } from './support/page.mjs';

/** A tab with a debugger is not discarded, so puppeteer must not look at this one; it tells by beacons. */
const VICTIM = 'boot';
const EXPECTED = [
  ['load', 'started A'],
  ['load.discard', 'resumed A'],
];

/**
 * @param {import('./support/serve.mjs').Served} server
 * @returns {Promise<import('./support/play.mjs').Played>}
 */
export async function playDiscard(server) {
  const startedMs = performance.now();
  const chromium = await launchChromium([], {
    localState: { internal_only_uis_enabled: true },
    targetFilter: (target) => !target.url().includes(VICTIM),
  });
  const found = chromium ? await discard(chromium.browser, server).catch(String) : 'no Chromium';
  await chromium?.close();
  const ms = Math.round(performance.now() - startedMs);
  return { name: 'discarded, and shown again', isRight: isDeepStrictEqual(found, EXPECTED), found, expected: EXPECTED, ms };
}

/** @param {import('puppeteer-core').Browser} browser @param {import('./support/serve.mjs').Served} server */
async function discard(browser, server) {
  const told = () => server.beacons.filter((text) => text.startsWith('load'));
  const options = encodeURIComponent(JSON.stringify({ scope: 'discard', tell: true }));
  const session = await browser.target().createCDPSession();
  server.beacons.length = 0;
  await session.send('Target.createTarget', { url: `${server.url}/?${VICTIM}=${options}` });
  await server.arrived(() => told().length === 1);
  const discards = await browser.newPage();
  await discards.goto('chrome://discards/');
  await pause(1_000);
  await discards.evaluate(clickDiscard, server.url);
  await pause(1_000);
  const { targetInfos } = await session.send('Target.getTargets');
  const victim = targetInfos.find(({ url }) => url.includes(VICTIM));
  await session.send('Target.activateTarget', { targetId: victim?.targetId ?? '' });
  await server.arrived(() => told().length === 2);
  const ids = told().map((text) => text.split(' ').at(-1) ?? '');
  return told().map((text) => text.replace(ids[0] ?? '', 'A').split(': '));
}

/** The link "[Urgent Discard]" in the row of that address; it stands in nested shadow roots. @param {string} url */
function clickDiscard(url) {
  /** @type {Element[]} */
  const links = [];
  const walk = (/** @type {Element | ShadowRoot} */ node) => {
    if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.children) {
      if (child.children.length === 0 && /\[Urgent Discard\]/.test(child.textContent ?? '')) links.push(child);
      walk(child);
    }
  };
  walk(document.documentElement);
  const link = links.find((one) => one.closest('tr')?.innerText.includes(url));
  if (link instanceof HTMLElement) link.click();
}
