/** A page is hidden, frozen, minimised, kept in bfcache, reloaded, duplicated, prerendered. */
import { look, lookUntil, pause } from './support/page.mjs';
import { afterGrace, cover, createNamer, GRACE_MS, lines, open } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */

const AWAY = ['backgrounded A', 'updated A'];
const BACK = ['updated A', 'foregrounded A'];

/** @param {import('puppeteer-core').Page} page @param {'minimized' | 'normal'} windowState */
async function setWindow(page, windowState) {
  const session = await page.createCDPSession();
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  await session.detach();
}

/** @param {import('puppeteer-core').Page} page @param {'frozen' | 'active'} state */
async function setLifecycle(page, state) {
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state });
  await session.detach();
}

/** @type {readonly Scenario[]} */
export const lifecycle = [
  {
    name: 'hidden for longer than the grace, and shown',
    async run(stage) {
      const page = await open(stage);
      await cover(stage);
      await afterGrace();
      const away = await lookUntil(page, ({ story }) => story.length >= 3);
      await page.bringToFront();
      const back = await lookUntil(page, ({ story }) => story.length >= 5);
      const name = createNamer();
      return { away: [lines(away, name), away.state], back: [lines(back, name), back.state], metadata: back.metadata };
    },
    expected: {
      away: [['started A', ...AWAY], 'backgrounded'],
      back: [['started A', ...AWAY, ...BACK], 'active'],
      metadata: { 'app.foreground': true },
    },
  },
  {
    name: 'hidden and shown within the grace',
    async run(stage) {
      const page = await open(stage);
      const other = await cover(stage);
      await page.bringToFront();
      await other.close();
      await afterGrace();
      return { story: lines(await look(page), createNamer()) };
    },
    expected: { story: ['started A'] },
  },
  {
    name: 'two tabs, one in front of the other, then neither',
    async run(stage) {
      const name = createNamer();
      const first = await open(stage);
      const second = await open(stage);
      await afterGrace();
      const inFront = [lines(await look(first), name), lines(await look(second), name)];
      await cover(stage);
      await afterGrace();
      const pages = [await lookUntil(first, ({ story }) => story.length >= 3), await lookUntil(second, ({ story }) => story.length >= 3)];
      return { inFront, away: pages.map((seen) => lines(seen, name)) };
    },
    expected: {
      inFront: [['started A'], ['resumed A']],
      away: [
        ['started A', ...AWAY],
        ['resumed A', ...AWAY],
      ],
    },
  },
  {
    name: 'frozen and resumed',
    async run(stage) {
      const page = await open(stage);
      await cover(stage);
      await afterGrace();
      await setLifecycle(page, 'frozen');
      await pause(500);
      await setLifecycle(page, 'active');
      await page.bringToFront();
      const seen = await lookUntil(page, ({ story }) => story.length >= 5);
      return { story: lines(seen, createNamer()), triggers: seen.triggers.filter((trigger) => ['freeze', 'resume'].includes(trigger)) };
    },
    expected: { story: ['started A', ...AWAY, ...BACK], triggers: ['freeze', 'resume'] },
  },
  {
    name: 'minimised and restored',
    async run(stage) {
      const page = await open(stage);
      await setWindow(page, 'minimized');
      await afterGrace();
      const away = await lookUntil(page, ({ story }) => story.length >= 3);
      await setWindow(page, 'normal');
      const back = await lookUntil(page, ({ story }) => story.length >= 5);
      return { story: lines(back, createNamer()), away: away.state, back: back.state };
    },
    expected: { story: ['started A', ...AWAY, ...BACK], away: 'backgrounded', back: 'active' },
  },
  ...[300, GRACE_MS].map((ms) => ({
    name: `to bfcache and back after ${ms === 300 ? 'a moment' : 'longer than the grace'}`,
    /** @param {import('./support/scenario.mjs').Stage} stage */
    async run(stage) {
      const page = await open(stage);
      await page.evaluate(() => Object.assign(globalThis, { isSameHeap: true }));
      await page.goto(`${stage.server.url}/other`);
      await pause(ms);
      // Firefox comes back, but its driver does not notice.
      await page.goBack({ timeout: 2_000 }).catch(() => {});
      await pause(500);
      const seen = await look(page);
      const isSameHeap = await page.evaluate(() => /** @type {any} */ (globalThis).isSameHeap === true);
      const triggers = seen.triggers.filter((trigger) => ['freeze', 'resume', 'unload'].includes(trigger));
      return { isSameHeap, story: lines(seen, createNamer()), triggers };
    },
    expected: {
      isSameHeap: true,
      story: ['started A', ...(ms === 300 ? [] : [...AWAY, ...BACK])],
      triggers: ['freeze', 'resume'],
    },
  })),
  {
    name: 'navigated on the first visit, while the database is being made',
    async run(stage) {
      const page = await stage.browser.newPage();
      await page.goto(`${stage.server.url}/`);
      const next = `/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope }))}`;
      const arrival = page.waitForNavigation();
      await page.evaluate(
        (scope, url) => {
          /** @type {any} */ (globalThis).boot({ scope });
          location.href = url;
        },
        stage.scope,
        next,
      );
      await arrival;
      const { story, isFinal } = await lookUntil(page, (seen) => seen.isFinal, 4_000);
      return { story, isFinal };
    },
    expected: { story: ['resumed'], isFinal: true },
  },
  {
    name: 'reloaded',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      const before = lines(await look(page), name);
      await page.reload();
      const seen = await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
      return { before, after: lines(seen, name), load: seen.triggers[0], isFirstIdRight: seen.firstId === seen.id };
    },
    expected: { before: ['started A'], after: ['resumed A'], load: 'load.reload', isFirstIdRight: true },
  },
  {
    name: 'navigated, with the History and the Navigation API',
    async run(stage) {
      const page = await open(stage);
      await page.evaluate(() => {
        history.pushState({}, '', '?a');
        history.replaceState({ scroll: 7 }, '', '?a');
        history.replaceState({}, '', '?b');
        history.back();
      });
      await pause(200);
      const { triggers } = await look(page);
      return { triggers: triggers.filter((trigger) => trigger.startsWith('navigation')) };
    },
    expected: { triggers: ['navigation.push', 'navigation.replace', 'navigation.traverse'] },
  },
  {
    name: 'used by a person, and by a script',
    async run(stage) {
      const page = await open(stage);
      await page.evaluate(() => {
        document.body.click();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      });
      await page.mouse.click(20, 20);
      await page.keyboard.press('a');
      const { triggers } = await look(page);
      return { triggers: triggers.filter((trigger) => trigger.startsWith('input')) };
    },
    expected: { triggers: ['input.mousemove', 'input.mousedown', 'input.click', 'input.keydown'] },
  },
  ...['tab', 'origin'].map((scope) => ({
    name: `duplicated, one session a${scope === 'tab' ? ' tab' : 'n origin'}`,
    /** @param {import('./support/scenario.mjs').Stage} stage */
    async run(stage) {
      const name = createNamer();
      const page = await open(stage, { options: { policy: { scope } } });
      const opened = new Promise((resolve) => page.once('popup', resolve));
      await page.evaluate(() => void window.open(location.href));
      const copy = /** @type {import('puppeteer-core').Page} */ (await opened);
      await copy.waitForFunction(() => 'app' in globalThis);
      const seen = await lookUntil(copy, ({ story, isFinal }) => story.length > 0 && isFinal);
      await page.reload();
      const reloaded = await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
      return { reloaded: lines(reloaded, name), copy: lines(seen, name) };
    },
    expected: { reloaded: ['resumed A'], copy: [scope === 'tab' ? 'started B' : 'resumed A'] },
  })),
  {
    name: 'prerendered, and then opened',
    async run(stage) {
      const page = await stage.browser.newPage();
      const target = `/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope }))}`;
      await page.goto(`${stage.server.url}/prerender?url=${encodeURIComponent(target)}`);
      await pause(1_500);
      const before = await page.evaluate(async () => ({
        keys: Object.keys(localStorage).length,
        databases: (await indexedDB.databases()).length,
      }));
      const ours = stage.server.records.filter(({ service }) => service === stage.scope);
      const exported = ours.filter(({ attributes }) => 'session.id' in attributes).length;
      // The prerendered page takes this one's place, frame and all, which the driver may take for the end of it.
      await Promise.all([page.waitForNavigation(), page.click('a')]).catch(() => {});
      await pause(500);
      const seen = await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
      return { before, exported, story: lines(seen, createNamer()), load: seen.triggers[0] };
    },
    expected: { before: { keys: 0, databases: 0 }, exported: 0, story: ['started A'], load: 'load.prerender' },
  },
];
