/**
 * `npm run e2e:browsers`: the web platform in real browsers. Prints one table, scenario by browser, with the figures, and fails
 * when a scenario does. All scenarios and a tenth of the rounds of each race; `--share S` both by that share, drawn by the seed;
 * `--full` everything as often as it is claimed. `--browser NAME` one browser; `--seed N` repeats a run; `--minutes M` begins
 * nothing later than that.
 */
import { parseArgs } from 'node:util';
import { BROWSERS } from '../test/browsers/support/browsers.mjs';
import { runBrowser } from '../test/browsers/support/run-browser.mjs';
import { serve } from '../test/browsers/support/serve.mjs';
import { printTable } from '../test/browsers/support/table.mjs';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean' },
    share: { type: 'string' },
    browser: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const share = values.share === undefined ? null : Number(values.share);
const scenarios = share ?? 1;
const rounds = values.full ? 1 : (share ?? 0.1);
const endMs = performance.now() + Number(values.minutes ?? Infinity) * 60_000;

const server = await serve();
/** @type {Record<string, import('../test/browsers/support/run-browser.mjs').Row[]>} */
const rows = {};
/** @type {string[]} */
const untested = [];
for (const browser of BROWSERS.filter(({ name }) => name === (values.browser ?? name))) {
  const found = await runBrowser(browser, server, { scenarios, rounds, seed, endMs });
  if (found) rows[browser.name] = found.rows;
  else untested.push(`${browser.name}, which is not here and cannot be installed`);
  for (const name of found?.left ?? []) untested.push(`${browser.name}: ${name}, for want of time`);
}
await server.close();
const failed = printTable(rows);
if (untested.length > 0) console.log(`not tested: ${untested.join('; ')}`);
console.log(`${failed === 0 ? 'all as expected' : `${failed} not as expected`}; --seed ${seed}`);
process.exit(failed === 0 && rows[values.browser ?? 'chromium'] ? 0 : 1);
