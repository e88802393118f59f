import { quantile } from './interleave.mjs';

/**
 * A line of the table.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} against
 * @property {number} median
 * @property {number} low of all runs
 * @property {number} high of all runs
 * @property {string} unit `×` for a ratio
 * @property {string} [target] as it is shown
 * @property {boolean} [holds] whether the median meets it
 * @property {string} [note] the figures behind a ratio
 */

/** @typedef {{ atMost?: number, atLeast?: number }} Target */

/**
 * @param {{ what: string, against: string, values: readonly number[], unit?: string, target?: Target, note?: string }} row one value a run
 * @returns {Row}
 */
export function rowOf({ what, against, values, unit = '×', target, note }) {
  const median = quantile(values, 0.5);
  const row = { what, against, median, low: Math.min(...values), high: Math.max(...values), unit, ...(note && { note }) };
  if (!target) return row;
  const { atMost = Infinity, atLeast = -Infinity } = target;
  const shown = target.atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return { ...row, target: `${shown}${unit === '×' ? ' ×' : ` ${unit}`}`, holds: median <= atMost && median >= atLeast };
}

/** The median of one figure of several runs. @param {readonly Record<string, number>[]} runs @param {string} name */
export const middle = (runs, name) =>
  quantile(
    runs.map((run) => run[name] ?? Number.NaN),
    0.5,
  );

/** Three digits that count. @param {number} value */
export const digits = (value) => (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))));

/** @param {readonly { title: string, rows: readonly Row[] }[]} groups @returns {string} Markdown */
export function tableOf(groups) {
  const lines = ['| What | Against | Median | Lowest to highest run | Target | |', '|---|---|---|---|---|---|'];
  for (const { title, rows } of groups) {
    lines.push(`| **${title}** | | | | | |`);
    for (const { what, against, median, low, high, unit, target = '', holds, note } of rows) {
      const verdict = holds === undefined ? '' : holds ? 'holds' : '**missed**';
      lines.push(
        `| ${what}${note ? ` (${note})` : ''} | ${against} | ${digits(median)} ${unit} | ${digits(low)} to ${digits(high)} | ${target} | ${verdict} |`,
      );
    }
  }
  return lines.join('\n');
}
