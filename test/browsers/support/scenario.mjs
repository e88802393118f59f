/** A scenario: what is done to real pages, and the exact list of what they tell. */
import { lookUntil, pause } from './page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/**
 * @typedef {{ browser: import('puppeteer-core').BrowserContext, server: import('./serve.mjs').Served, scope: string }} Stage
 * `scope` is the scenario's own, so that it finds a fresh store
 */
/** @typedef {{ name: string, run(stage: Stage): Promise<Readonly<Record<string, unknown>>>, expected: Readonly<Record<string, unknown>> }} Scenario */

/**
 * Opens a page with a provider in the front, and waits until it has told of its session.
 *
 * @param {Stage} stage
 * @param {{ path?: string, options?: object, wait?: boolean }} [how]
 */
export async function open({ browser, server, scope }, { path = '/', options = {}, wait = true } = {}) {
  const page = await browser.newPage();
  await page.goto(`${server.url}${path}?boot=${encodeURIComponent(JSON.stringify({ scope, ...options }))}`);
  if (wait) await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
  return page;
}

/** A tab in the front, so that the others are hidden. @param {Stage} stage */
export async function cover({ browser, server }) {
  const page = await browser.newPage();
  await page.goto(`${server.url}/other`);
  await page.bringToFront();
  return page;
}

/** Longer than the grace after which a hidden app is in the background. */
export const GRACE_MS = 2_600;
export const afterGrace = () => pause(GRACE_MS);

/** Names ids by the order in which they are met, so that lists can be compared. */
export function createNamer() {
  /** @type {string[]} */
  const known = [];
  return (/** @type {string | null} */ id) => {
    if (id === null) return '-';
    if (!known.includes(id)) known.push(id);
    return String.fromCharCode(65 + known.indexOf(id));
  };
}

/**
 * @param {import('./page.mjs').Seen} seen
 * @param {(id: string | null) => string} name
 */
export const lines = ({ story, ids }, name) => story.map((change, i) => `${change} ${name(ids[i] ?? null)}`);
