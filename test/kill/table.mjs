/** @typedef {import('./judge.mjs').Row} Row */

const MAX_PROBLEMS = 20;

/** @type {readonly (readonly [heading: string, cell: (row: Row) => string | number])[]} */
const COLUMNS = [
  ['scenario', ({ scenario }) => scenario],
  ['kills', ({ kills }) => kills],
  ['sessions', ({ sessions }) => sessions],
  ['one end', ({ oneEnd }) => oneEnd],
  ['within 2 s', ({ close }) => close],
  ['worst', ({ worstMs }) => `${Math.round(worstMs)} ms`],
  ['copies', ({ duplicates }) => duplicates],
  ['revived', ({ revived }) => revived],
  ['reused', ({ reused }) => reused],
  ['misjudged', ({ misjudged }) => misjudged],
];

/**
 * Prints the figures of each scenario, and what is wrong.
 *
 * @param {readonly Row[]} rows
 * @returns {number} how much is wrong
 */
export function printTable(rows) {
  const table = [COLUMNS.map(([heading]) => heading), ...rows.map((row) => COLUMNS.map(([, cell]) => String(cell(row))))];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const pad = (/** @type {string} */ text, /** @type {number} */ column) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  for (const line of table) console.log(line.map(pad).join('  '));
  const problems = rows.flatMap((row) => row.problems.map(({ service, text }) => `${row.scenario}, ${service}: ${text}`));
  for (const problem of problems.slice(0, MAX_PROBLEMS)) console.log(`FAILED ${problem}`);
  if (problems.length > MAX_PROBLEMS) console.log(`FAILED ${problems.length - MAX_PROBLEMS} more`);
  return problems.length;
}
