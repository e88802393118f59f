import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { policies } from '../../src/policies/index.ts';

const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
const cellsOf = (line: string) =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
const [head = [], , ...rows] = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map(cellsOf);

it('has a row for every preset', () => {
  const names = rows.map(([cell = '']) => cell.match(/^\[(.+)\]/)?.[1]);
  expect(names).toEqual(policies.map(({ name }) => name).sort());
});

it.each(rows.map((row) => [row[0]?.match(/^\[(.+)\]/)?.[1] ?? '', row] as const))(
  'says of every cell of %s where it comes from, or shows a default',
  (name, [, ...cells]) => {
    expect(cells).toHaveLength(head.length - 1);
    const source = new RegExp(`^\\[.+\\]\\(#${name} ".+"\\)$`);
    for (const cell of cells) if (cell !== '–' && cell !== '(wall)') expect(cell).toMatch(source);
    expect(page).toContain(`\n### ${name}\n`);
  },
);
