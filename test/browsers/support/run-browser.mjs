/** All scenarios and races in one browser. */
import { clocks } from '../clocks.mjs';
import { closing } from '../closing.mjs';
import { consent } from '../consent.mjs';
import { playDiscard } from '../discard.mjs';
import { ending } from '../ending.mjs';
import { lifecycle } from '../lifecycle.mjs';
import { site } from '../site.mjs';
import { storage } from '../storage.mjs';
import { play, within } from './play.mjs';
import { createRandom, openTabs, quantile, race } from './race.mjs';

/** @typedef {{ name: string, isRight: boolean | null, figure: string, detail: string }} Row `null`: the browser does not have it */
/**
 * @typedef {{ scenarios: number, rounds: number, seed: number, endMs: number }} HowMuch
 * `scenarios` and `rounds`: shares of those there are, drawn by the seed; `endMs`: by `performance.now()`, after which nothing begins
 */
/** @typedef {{ name: string, run(): Promise<Row> }} Task */

const LAUNCH_WITHIN_MS = 180_000;
const RACE_WITHIN_MS = 900_000;

/**
 * @param {import('./browsers.mjs').TestedBrowser} tested
 * @param {import('./serve.mjs').Served} server
 * @param {HowMuch} howMuch
 * @returns {Promise<{ rows: Row[], left: string[] } | null>} what was found, and what there was no time for; `null` where the browser is not to be had
 */
export async function runBrowser(tested, server, { scenarios, rounds, seed, endMs }) {
  const launched = await within(LAUNCH_WITHIN_MS, tested.launch()).catch((error) => {
    console.error(`${tested.name} did not start: ${error}`);
    return null;
  });
  if (launched === null) return null;
  // Scenarios and rounds have the same names in each browser.
  server.records.length = server.beacons.length = 0;
  const random = createRandom(seed);
  const drawn = [...lifecycle, ...closing, ...ending, ...clocks, ...storage, ...site, ...consent].filter(() => random() < scenarios);
  const isSkipped = (/** @type {{ name: string }} */ { name }) => tested.skips.some((word) => name.includes(word));
  /** @type {Task[]} */
  const tasks = drawn
    .filter((scenario) => !isSkipped(scenario))
    .map((scenario) => ({ name: scenario.name, run: () => playOnce(launched.browser, server, scenario) }));
  if (tested.name === 'chromium' && random() < scenarios)
    tasks.push({ name: 'discarded', run: async () => toRow(await playDiscard(server)) });
  for (const options of tested.races) {
    const name = raceName(options);
    const run = () => within(RACE_WITHIN_MS, runRace(launched.browser, server, { ...options, share: rounds, seed }));
    tasks.push({ name, run: () => run().catch((error) => ({ name, isRight: false, figure: '', detail: String(error) })) });
  }
  /** @type {Row[]} */
  const rows = drawn.filter(isSkipped).map(({ name }) => ({ name, isRight: null, figure: '–', detail: '' }));
  /** @type {string[]} */
  const left = [];
  try {
    for (const { name, run } of tasks) {
      if (performance.now() > endMs) left.push(name);
      else rows.push(tell(tested.name, await run()));
    }
  } finally {
    await within(LAUNCH_WITHIN_MS, launched.close()).catch(() => {});
  }
  return { rows, left };
}

/** @param {string} browser @param {Row} row */
function tell(browser, row) {
  console.error(`${browser}: ${row.isRight === false ? `FAILED ${row.name}\n${row.detail}` : `${row.name} ${row.figure}`}`);
  return row;
}

/** @param {import('puppeteer-core').Browser} browser @param {import('./serve.mjs').Served} server @param {import('./scenario.mjs').Scenario} scenario */
async function playOnce(browser, server, scenario) {
  return toRow(await play(browser, server, scenario));
}

/** @param {import('./play.mjs').Played} played @returns {Row} */
function toRow({ name, isRight, found, expected, ms }) {
  const detail = isRight ? '' : `  found    ${JSON.stringify(found)}\n  expected ${JSON.stringify(expected)}`;
  return { name, isRight, figure: `${(ms / 1000).toFixed(1)} s`, detail };
}

/** @param {{ tabs: number, renew: boolean }} options */
const raceName = ({ tabs, renew }) => `${tabs} tabs ${renew ? 'wake in one instant and renew' : 'open in one instant'}`;

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {import('./serve.mjs').Served} server
 * @param {{ tabs: number, rounds: number, renew: boolean, share: number, seed: number }} options
 * @returns {Promise<Row>}
 */
async function runRace(browser, server, { tabs, rounds, renew, share, seed }) {
  const count = Math.max(2, Math.round(rounds * share));
  const name = raceName({ tabs, renew });
  const context = await browser.createBrowserContext();
  try {
    const pages = await openTabs(context, server, tabs);
    const { failures, finalMs } = await race(pages, server, { rounds: count, name, renew, seed });
    const times = `id final after ${quantile(finalMs, 0.5).toFixed(0)} ms, p95 ${quantile(finalMs, 0.95).toFixed(0)} ms`;
    const figure = `${count - failures.length}/${count} · ${times}`;
    return { name, isRight: failures.length === 0, figure, detail: failures.join('\n') };
  } finally {
    await context.close().catch(() => {});
  }
}
