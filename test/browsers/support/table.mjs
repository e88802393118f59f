/** @typedef {import('./run-browser.mjs').Row} Row */

/**
 * Prints scenarios by browser.
 *
 * @param {Readonly<Record<string, readonly Row[]>>} rows by browser
 * @returns {number} how many were not as expected
 */
export function printTable(rows) {
  const browsers = Object.keys(rows);
  const names = [...new Set(Object.values(rows).flatMap((found) => found.map(({ name }) => name)))];
  const cell = (/** @type {string} */ browser, /** @type {string} */ name) => {
    const row = rows[browser]?.find((one) => one.name === name);
    return row ? `${row.isRight === null ? '' : row.isRight ? 'ok ' : 'FAILED '}${row.figure}` : '–';
  };
  const table = [['scenario', ...browsers], ...names.map((name) => [name, ...browsers.map((browser) => cell(browser, name))])];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table)
    console.log(
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  return Object.values(rows)
    .flat()
    .filter(({ isRight }) => isRight === false).length;
}
