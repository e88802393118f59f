import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';

const spec = readFileSync(join(ROOT, 'spec/client-sessions.md'), 'utf8');
/** The clauses, each as the text of its list item. */
const clauses = [...spec.matchAll(/^- \*\*(\w+)\.\*\*([\s\S]*?)(?=^- |^## )/gm)].map(([, id = '', text = '']) => ({ id, text }));
const linksOf = (text: string) => [...text.matchAll(/\[(test\/\S+) › ([^\]]+)\]/g)].map(([, file = '', title = '']) => ({ file, title }));

it.each(clauses)('clause $id of the proposal is proved by a test', ({ text }) => {
  expect(linksOf(text)).not.toEqual([]);
});

it('every test that the proposal names exists under that title', () => {
  const missing = linksOf(spec).filter(({ file, title }) => {
    const path = join(ROOT, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${title}'`);
  });
  expect(missing).toEqual([]);
});

it('every file that the proposal links to exists', () => {
  const links = [...spec.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, path = '']) => path);
  expect(links.filter((path) => !existsSync(join(ROOT, 'spec', path)))).toEqual([]);
});
