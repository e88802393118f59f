/** Plays scenarios, each in a profile of its own. */
import { isDeepStrictEqual } from 'node:util';

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
    found = await run({ browser: context, server, scope: name });
  } catch (error) {
    found = String(error);
  } finally {
    await context.close().catch(() => {});
  }
  return { name, isRight: isDeepStrictEqual(found, expected), found, expected, ms: Math.round(performance.now() - startedMs) };
}
