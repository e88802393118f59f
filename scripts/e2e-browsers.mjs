/**
 * `npm run e2e:browsers`: the web platform in real browsers. Prints one table, scenario by browser, with the figures, and fails
 * when a scenario does. `--full` runs every race as often as it is claimed, else a tenth; `--browser NAME` one browser;
 * `--seed N` repeats a run.
 */
import { parseArgs } from 'node:util';
import { BROWSERS } from '../test/browsers/support/browsers.mjs';
import { runBrowser } from '../test/browsers/support/run-browser.mjs';
import { serve } from '../test/browsers/support/serve.mjs';
import { printTable } from '../test/browsers/support/table.mjs';

const { values } = parseArgs({ options: { full: { type: 'boolean' }, browser: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const server = await serve();
/** @type {Record<string, import('../test/browsers/support/run-browser.mjs').Row[]>} */
const rows = {};
for (const browser of BROWSERS.filter(({ name }) => name === (values.browser ?? name))) {
  const found = await runBrowser(browser, server, { isFull: values.full === true, seed });
  if (found) rows[browser.name] = found;
}
await server.close();
const failed = printTable(rows);
console.log(`${failed === 0 ? 'all as expected' : `${failed} not as expected`}; --seed ${seed}`);
process.exitCode = failed === 0 && Object.keys(rows).length > 0 ? 0 : 1;
