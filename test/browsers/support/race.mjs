/** Many tabs of one origin do the same in the same instant: who wins, and does anybody export what lost? */
import { look, pause } from './page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('./serve.mjs').Served} Served */
/** @typedef {{ tabs: number, rounds: number, failures: string[], starts: number, finalMs: number[], createdMs: number[] }} RaceResult */

/** @param {import('puppeteer-core').BrowserContext} browser @param {Served} server @param {number} tabs */
export async function openTabs(browser, server, tabs) {
  /** @type {Page[]} */
  const pages = [];
  for (let i = 0; i < tabs; i++) {
    const page = await browser.newPage();
    await page.goto(`${server.url}/`);
    await page.evaluate((tab) => void Object.assign(globalThis, { tab }), i);
    pages.push(page);
  }
  return pages;
}

const NIGHT_MS = 8 * 3_600_000;
const APART_MS = 20;

/**
 * All tabs create their provider in one instant, in a fresh origin, `rounds` times;
 * every other time up to 20 ms apart, by the seed.
 *
 * @param {Page[]} pages
 * @param {Served} server
 * @param {{ rounds: number, name: string, renew?: boolean, seed?: number }} options `renew`: the device sleeps for a night, and all wake and begin the next
 * @returns {Promise<RaceResult>}
 */
export async function race(pages, server, { rounds, name, renew = false, seed = 1 }) {
  /** @type {RaceResult} */
  const result = { tabs: pages.length, rounds, failures: [], starts: 0, finalMs: [], createdMs: [] };
  const random = createRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const delaysMs = pages.map(() => (round % 2 === 0 ? 0 : Math.floor(random() * APART_MS)));
    const scope = `${name}-${round}`;
    await all(pages, 'boot', { scope }, delaysMs);
    await settled(pages, 1);
    if (renew) {
      await all(pages, 'wake', { sleptMs: NIGHT_MS, trigger: 'input.click' }, delaysMs);
      await settled(pages, 2);
    }
    await judge(pages, server, scope, renew ? 2 : 1, result);
    await finish(pages, round);
  }
  return result;
}

/**
 * @param {Page[]} pages
 * @param {string} call
 * @param {unknown} argument
 * @param {readonly number[]} delaysMs
 */
async function all(pages, call, argument, delaysMs) {
  await pages
    .at(-1)
    ?.evaluate((name, options, delays) => /** @type {any} */ (globalThis).all(name, options, delays), call, argument, delaysMs);
}

/** mulberry32: the same numbers for the same seed. @param {number} seed */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waits until each tab has told of its `count`-th session, five seconds at the most. @param {Page[]} pages @param {number} count */
async function settled(pages, count) {
  for (let i = 0; i < 100; i++) {
    const told = await Promise.all(
      pages.map((page) =>
        page.evaluate(() => {
          const { app } = /** @type {any} */ (globalThis);
          const began = app?.changes.filter((/** @type {any} */ { type }) => type === 'started' || type === 'resumed').length ?? -1;
          return app?.sessions.isFinal ? began : -1;
        }),
      ),
    );
    if (told.every((began) => began >= count)) return;
    await pause(50);
  }
}

/** @param {Page[]} pages @param {Served} server @param {string} scope @param {number} sessions @param {RaceResult} result */
async function judge(pages, server, scope, sessions, result) {
  await Promise.all(pages.map((page) => page.evaluate(() => /** @type {any} */ (globalThis).app.telemetry.flush())));
  const ours = server.records.filter(({ service }) => service === scope);
  const seen = await Promise.all(pages.map(look));
  const ids = new Set(ours.map(({ attributes }) => attributes['session.id']));
  const starts = ours.filter(({ name }) => name === 'session.start');
  const records = ours.filter(({ name }) => name.startsWith('page.'));
  const distinct = new Set(starts.map(({ attributes }) => attributes['session.id']));
  const current = new Set(seen.map(({ id }) => id));
  result.starts += starts.length;
  result.finalMs.push(...seen.map(({ finalMs }) => finalMs));
  result.createdMs.push(...seen.map(({ createdMs }) => createdMs));
  const facts = {
    'ids exported': [ids.size, sessions],
    'distinct session.start': [distinct.size, sessions],
    'ids current': [current.size, 1],
    'records arrived': [records.length, pages.length * sessions],
    warnings: [seen.flatMap(({ warnings }) => warnings).length, 0],
  };
  const wrong = Object.entries(facts).filter(([, [found, wanted]]) => found !== wanted);
  if (wrong.length > 0)
    result.failures.push(`${scope}: ${wrong.map(([fact, [found, wanted]]) => `${found} ${fact}, not ${wanted}`).join('; ')}`);
}

/** Each round begins with nothing: no provider, no database. @param {Page[]} pages @param {number} round */
async function finish(pages, round) {
  await Promise.all(pages.map((page) => page.evaluate(() => void (/** @type {any} */ (globalThis).app.sessions.shutdown()))));
  await pause(100);
  if (round % 2 === 0) await pages[0]?.evaluate(() => void indexedDB.deleteDatabase('sessionchart'));
}

/** @param {number[]} values @param {number} share */
export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
