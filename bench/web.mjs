/** What input and a start cost in Chromium: runs `web-input.mjs` and `web-start.mjs`. Without a Chromium there are no rows. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rowOf } from './support/rows.mjs';

export const title = 'In Chromium';
export const variants = ['web-input', 'web-start'];
export const runs = 3;
/** Those of `web-input.mjs`. */
const EVENTS = 11_000;
/** As many start in one instant. */
const TABS = [1, 8, 40];

/** @param {string} variant @returns {Promise<Record<string, number>>} */
export async function measure(variant) {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${variant}.mjs`, import.meta.url))], { encoding: 'utf8' });
  const input = /: ([\d.]+) ms of script without, ([\d.]+) ms with/.exec(stdout);
  if (input) return { without: Number(input[1]), with: Number(input[2]) };
  const starts = [...stdout.matchAll(/(\d+) tabs: created in ([\d.]+) ms.*?; id final after ([\d.]+) ms/g)];
  return Object.fromEntries(
    starts.flatMap(([, tabs, created, final]) => [
      [`created${tabs}`, Number(created)],
      [`final${tabs}`, Number(final)],
    ]),
  );
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const values = (/** @type {string} */ variant, /** @type {(run: Record<string, number>) => number} */ of) =>
    (all[variant] ?? []).filter((run) => Object.keys(run).length > 0).map(of);
  const input = values('web-input', (run) => (((run.with ?? 0) - (run.without ?? 0)) * 1_000) / EVENTS);
  const created = values('web-start', (run) => run.created1 ?? 0);
  const finals = TABS.map((tabs) => ({ tabs, values: values('web-start', (run) => run[`final${tabs}`] ?? 0) }));
  return [
    ...(input.length > 0
      ? [
          rowOf({
            what: 'script time of one of 10,000 movements and 1,000 clicks',
            against: 'a page without us',
            values: input,
            unit: 'µs',
          }),
        ]
      : []),
    ...(created.length > 0
      ? [rowOf({ what: '`createSessionProvider()` in one tab', against: 'the clock', values: created, unit: 'ms' })]
      : []),
    ...finals
      .filter((final) => final.values.length > 0)
      .map((final) =>
        rowOf({ what: `until the id is final, ${final.tabs} tabs at once`, against: 'the clock', values: final.values, unit: 'ms' }),
      ),
  ];
}
