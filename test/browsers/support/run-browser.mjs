/** All scenarios and races in one browser. */
import { clocks } from '../clocks.mjs';
import { closing } from '../closing.mjs';
import { consent } from '../consent.mjs';

import { playDiscard } from '../discard.mjs';
import { lifecycle } from '../lifecycle.mjs';
import { storage } from '../storage.mjs';
import { play } from './play.mjs';
import { openTabs, quantile, race } from './race.mjs';

/** @typedef {{ name: string, isRight: boolean | null, figure: string, detail: string }} Row `null`: the browser does not have it */

/**
 * @param {import('./browsers.mjs').TestedBrowser} tested
 * @param {import('./serve.mjs').Served} server
 * @param {{ isFull: boolean, seed: number }} how
 * @returns {Promise<Row[] | null>} `null` where the browser is not to be had
 */
export async function runBrowser(tested, server, { isFull, seed }) {
  const launched = await tested.launch();
  if (launched === null) return null;
  // Scenarios and rounds have the same names in each browser.
  server.records.length = 0;
  /** @type {Row[]} */
  const rows = [];
  const tell = (/** @type {Row} */ row) => {
    rows.push(row);
    console.error(`${tested.name}: ${row.isRight === false ? `FAILED ${row.name}\n${row.detail}` : `${row.name} ${row.figure}`}`);
  };
  try {
    for (const scenario of [...lifecycle, ...closing, ...clocks, ...storage, ...consent]) {
      if (tested.skips.some((word) => scenario.name.includes(word)))
        rows.push({ name: scenario.name, isRight: null, figure: '–', detail: '' });
      else tell(await playOnce(launched.browser, server, scenario));
    }
    if (tested.name === 'chromium') tell(toRow(await playDiscard(server)));
    for (const options of tested.races) tell(await runRace(launched.browser, server, { ...options, isFull, seed }).catch(toFailure));
  } finally {
    await launched.close();
  }
  return rows;
}

/** @param {import('puppeteer-core').Browser} browser @param {import('./serve.mjs').Served} server @param {import('./scenario.mjs').Scenario} scenario */
async function playOnce(browser, server, scenario) {
  return toRow(await play(browser, server, scenario));
}

/** @param {unknown} error @returns {Row} */
const toFailure = (error) => ({ name: 'race', isRight: false, figure: '', detail: String(error) });

/** @param {import('./play.mjs').Played} played @returns {Row} */
function toRow({ name, isRight, found, expected, ms }) {
  const detail = isRight ? '' : `  found    ${JSON.stringify(found)}\n  expected ${JSON.stringify(expected)}`;
  return { name, isRight, figure: `${(ms / 1000).toFixed(1)} s`, detail };
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {import('./serve.mjs').Served} server
 * @param {{ tabs: number, rounds: number, renew: boolean, isFull: boolean, seed: number }} options
 * @returns {Promise<Row>}
 */
async function runRace(browser, server, { tabs, rounds, renew, isFull, seed }) {
  const count = isFull ? rounds : Math.max(2, Math.round(rounds / 10));
  const context = await browser.createBrowserContext();
  const pages = await openTabs(context, server, tabs);
  const name = `${tabs} tabs ${renew ? 'wake in one instant and renew' : 'open in one instant'}`;
  const { failures, finalMs } = await race(pages, server, { rounds: count, name, renew, seed });
  await context.close().catch(() => {});
  const times = `id final after ${quantile(finalMs, 0.5).toFixed(0)} ms, p95 ${quantile(finalMs, 0.95).toFixed(0)} ms`;
  return { name, isRight: failures.length === 0, figure: `${count - failures.length}/${count} · ${times}`, detail: failures.join('\n') };
}
