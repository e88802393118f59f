/** Plays scenarios, each in a profile of its own. */
import { isDeepStrictEqual } from 'node:util';

/** A scenario takes some seconds; on a busy machine, several times that. */
const PLAY_WITHIN_MS = 90_000;

/** @typedef {{ name: string, isRight: boolean, found: unknown, expected: unknown, ms: number }} Played */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {import('./serve.mjs').Served} server
 * @param {import('./scenario.mjs').Scenario} scenario
 * @returns {Promise<Played>}
 */
export async function play(browser, server, { name, run, expected }) {
  const context = await browser.createBrowserContext();
  const startedMs = performance.now();
  /** @type {unknown} */
  let found;
  try {
    found = await within(PLAY_WITHIN_MS, run({ browser: context, server, scope: name }));
  } catch (error) {
    found = String(error);
  } finally {
    await context.close().catch(() => {});
  }
  return { name, isRight: isDeepStrictEqual(found, expected), found, expected, ms: Math.round(performance.now() - startedMs) };
}

/**
 * @template T
 * @param {number} ms
 * @param {Promise<T>} running
 * @returns {Promise<T>} what comes of it; rejects where that takes longer
 */
export function within(ms, running) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of it in ${ms / 1_000} s`)), ms);
  });
  return Promise.race([running, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}
