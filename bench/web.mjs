/** What input and a start cost in Chromium: runs `web-input.mjs` and `web-start.mjs`. Without a Chromium there are no rows. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rowOf } from './support/rows.mjs';

export const title = 'In Chromium';
export const variants = ['web-input', 'web-start'];
export const runs = 3;

/** @param {string} variant @returns {Promise<Record<string, number>>} */
export async function measure(variant) {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${variant}.mjs`, import.meta.url))], { encoding: 'utf8' });
  const input = /: ([\d.]+) ms of script without, ([\d.]+) ms with/.exec(stdout);
  if (input) return { without: Number(input[1]), with: Number(input[2]) };
  const start = /\b1 tabs: created in ([\d.]+) ms.*?; id final after ([\d.]+) ms/.exec(stdout);
  return start ? { created: Number(start[1]), final: Number(start[2]) } : {};
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const values = (/** @type {string} */ variant, /** @type {(run: Record<string, number>) => number} */ of) =>
    (all[variant] ?? []).filter((run) => Object.keys(run).length > 0).map(of);
  const input = values('web-input', (run) => (run.with ?? 0) / (run.without ?? 1));
  const created = values('web-start', (run) => run.created ?? 0);
  const final = values('web-start', (run) => run.final ?? 0);
  return [
    ...(input.length > 0
      ? [rowOf({ what: 'script time of 10,000 movements and 1,000 clicks', against: 'a page without us', values: input })]
      : []),
    ...(created.length > 0
      ? [rowOf({ what: '`createSessionProvider()` in one tab', against: 'the clock', values: created, unit: 'ms' })]
      : []),
    ...(final.length > 0 ? [rowOf({ what: 'until the id is final, in one tab', against: 'the clock', values: final, unit: 'ms' })] : []),
  ];
}
