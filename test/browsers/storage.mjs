/** Storage that is forbidden, full, cleared under the page, partitioned, somebody else's. */
import { look, lookUntil, pause } from './support/page.mjs';
import { createNamer, lines, open } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */
/** @typedef {import('./support/scenario.mjs').Stage} Stage */

/** @param {Stage} stage @param {string} script runs before every other script of the page */
async function openWith(stage, script) {
  const page = await stage.browser.newPage();
  await page.evaluateOnNewDocument(script);
  await page.goto(`${stage.server.url}/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope }))}`);
  await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
  return page;
}

/** It works, writes, and goes on. @param {import('puppeteer-core').Page} page */
async function use(page) {
  await page.mouse.click(10, 10);
  await page.evaluate(() => /** @type {any} */ (globalThis).app.sessions.setMetadata({ plan: 'pro' }));
  const seen = await lookUntil(page, ({ story }) => story.includes('updated'));
  return { story: lines(seen, createNamer()), warnings: seen.warnings.length };
}

const FORBIDDEN = {
  IndexedDB: `Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } });`,
  localStorage: `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });`,
  BroadcastChannel: `window.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError') } };`,
  'Web Locks': `Object.defineProperty(navigator, 'locks', { get: () => undefined });`,
};
const FULL = `
  Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
  IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') };
`;
/** The `count`-th call of a method and all after it fail; the first ones work. @param {string} method @param {number} count @param {string} failure */
const fromCall = (method, count, failure) => `{
  let calls = 0;
  const [type, name] = '${method}'.split('.');
  const original = window[type].prototype[name];
  window[type].prototype[name] = function (...args) {
    if (++calls < ${count}) return original.apply(this, args);
    ${failure}
  };
}`;
const LATER = {
  'a transaction that throws': fromCall('IDBDatabase.transaction', 3, `throw new DOMException('gone', 'InvalidStateError');`),
  'a write that throws': fromCall('IDBObjectStore.put', 3, `throw new DOMException('full', 'QuotaExceededError');`),
  'an abort': fromCall('IDBObjectStore.get', 3, `const request = original.apply(this, args); this.transaction.abort(); return request;`),
  'a mirror that is full': fromCall('Storage.setItem', 4, `throw new DOMException('full', 'QuotaExceededError');`),
};
/** An open that is blocked by another connection never answers. */
const HANGING = `IDBFactory.prototype.open = () => ({});`;

/** @param {string} name @param {string} script @param {number} warnings @returns {Scenario} */
const broken = (name, script, warnings) => ({
  name,
  run: async (stage) => use(await openWith(stage, script)),
  expected: { story: ['started A', 'updated A'], warnings },
});

/** @type {readonly Scenario[]} */
export const storage = [
  ...Object.entries(FORBIDDEN).map(([what, script]) =>
    broken(`without ${what}`, script, what === 'IndexedDB' || what === 'localStorage' ? 1 : 0),
  ),
  broken('without any storage', Object.values(FORBIDDEN).join('\n'), 1),
  broken('every storage full', FULL, 1),
  {
    name: 'IndexedDB never answers',
    async run(stage) {
      const page = await openWith(stage, HANGING);
      // It is given up after ten seconds; from there on another page finds what this one stored.
      const { warnings } = await lookUntil(page, (seen) => seen.warnings.length > 0, 30_000);
      const used = await use(page);
      const next = await openWith(stage, HANGING);
      return { ...used, before: warnings.length, isFirstIdRight: (await look(next)).firstId === (await look(page)).id };
    },
    expected: { story: ['started A', 'updated A'], warnings: 1, before: 1, isFirstIdRight: true },
  },
  ...Object.entries(LATER).map(([what, script]) => ({
    name: `${what} fails later, in one of two tabs`,
    /** @param {Stage} stage */
    async run(stage) {
      const name = createNamer();
      const whole = await open(stage);
      const page = await openWith(stage, script);
      const used = await use(page);
      await page.mouse.click(20, 20);
      await pause(2_500);
      const seen = await look(page);
      const other = await look(whole);
      return {
        used: used.story,
        warnings: [seen.warnings.length, other.warnings.length],
        ids: [name(other.id), name(seen.id)],
        writes: (await countWrites(whole)) < 5,
      };
    },
    expected: { used: ['resumed A', 'updated A'], warnings: [1, 0], ids: ['A', 'A'], writes: true },
  })),
  {
    name: 'without IndexedDB, two tabs one after the other',
    async run(stage) {
      const name = createNamer();
      const first = await openWith(stage, FORBIDDEN.IndexedDB);
      const second = await openWith(stage, FORBIDDEN.IndexedDB);
      return { first: lines(await look(first), name), second: lines(await look(second), name) };
    },
    expected: { first: ['started A'], second: ['resumed A'] },
  },
  {
    name: 'in a sandboxed frame, where every storage throws',
    async run(stage) {
      const page = await stage.browser.newPage();
      await page.goto(`${stage.server.url}/blocked`);
      const frame = await page.waitForFrame((one) => one.parentFrame() !== null && one.url().includes('boot'));
      await frame.waitForFunction(() => 'app' in globalThis && /** @type {any} */ (globalThis).app.changes.length > 0);
      return frame.evaluate(() => {
        const { app } = /** @type {any} */ (globalThis);
        return { story: app.story(), warnings: app.warnings.length, isSame: app.firstId === app.sessions.getSessionId() };
      });
    },
    expected: { story: ['started'], warnings: 1, isSame: true },
  },
  {
    name: 'in a frame of another site, apart from the same page at the top',
    async run(stage) {
      const top = await open(stage);
      const id = (await look(top)).id;
      const page = await stage.browser.newPage();
      const url = `${stage.server.url}/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope }))}`;
      await page.goto(`http://localhost:${stage.server.port}/frame?url=${encodeURIComponent(url)}`);
      const frame = await page.waitForFrame((one) => one.parentFrame() !== null && one.url().includes('boot'));
      await frame.waitForFunction(() => 'app' in globalThis && /** @type {any} */ (globalThis).app.changes.length > 0);
      const framed = await frame.evaluate(() => {
        const { app } = /** @type {any} */ (globalThis);
        return { story: app.story(), warnings: app.warnings.length, id: app.sessions.getSessionId() };
      });
      return { story: framed.story, warnings: framed.warnings, isApart: framed.id !== id };
    },
    expected: { story: ['started'], warnings: 0, isApart: true },
  },
  {
    name: 'cleared while the page is open, and then loaded again',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      await look(page);
      const session = await page.createCDPSession();
      await session.send('Storage.clearDataForOrigin', { origin: stage.server.url, storageTypes: 'all' });
      await pause(300);
      const used = await use(page);
      await page.reload();
      const next = await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
      return { ...used, next: lines(next, name), metadata: next.metadata.plan };
    },
    expected: { story: ['started A', 'updated A'], warnings: 0, next: ['resumed A'], metadata: 'pro' },
  },
  ...[
    { what: 'corrupt', text: '{"version":1,"session":{"id":7', after: ['started A'], warnings: 1 },
    { what: 'foreign', text: 'user=alice', after: ['started A'], warnings: 1 },
    { what: 'future', text: '{"version":2,"sessions":{}}', after: ['started A'], warnings: 1 },
  ].map(({ what, text, after, warnings }) => ({
    name: `${what} content in both storages`,
    /** @param {Stage} stage */
    async run(stage) {
      const page = await open(stage);
      const key = `sessionchart.${stage.scope}.session`;
      await page.goto(`${stage.server.url}/other`);
      await page.evaluate(put, key, text);
      const next = await open(stage);
      const seen = await look(next);
      await next.goto(`${stage.server.url}/other`);
      return { after: lines(seen, createNamer()), warnings: seen.warnings.length, kept: await next.evaluate(keeps, text) };
    },
    expected: { after, warnings, kept: true },
  })),
];

/** @param {string} key @param {string} text */
async function put(key, text) {
  localStorage.setItem(key, text);
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('sessionchart');
    opening.onerror = reject;
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('texts', 'readwrite');
      transaction.objectStore('texts').put(text, key);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(undefined);
      };
    };
  });
}

/** Whether the text is still in the database, where it was or put aside. @param {string} text */
function keeps(text) {
  return new Promise((resolve) => {
    const opening = indexedDB.open('sessionchart');
    opening.onsuccess = () => {
      const all = opening.result.transaction('texts').objectStore('texts').getAll();
      all.onsuccess = () =>
        resolve(all.result.some((one) => String(one).includes(text) || String(one).includes(JSON.stringify(text).slice(1, -1))));
    };
  });
}

/** How often the mirror changes in a second in which nobody does anything. @param {import('puppeteer-core').Page} page */
async function countWrites(page) {
  return page.evaluate(async () => {
    let count = 0;
    const hear = () => count++;
    addEventListener('storage', hear);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    removeEventListener('storage', hear);
    return count;
  });
}
