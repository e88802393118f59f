/** The vectors as they stand in the files. */
import { readdirSync, readFileSync } from 'node:fs';
import { register } from 'node:module';

register('../../scripts/typescript-hooks.mjs', import.meta.url);

const FOLDER = new URL('../vectors/', import.meta.url);

/** @returns {Record<string, import('./protocol.ts').AnyVector[]>} by group */
export function readGroups() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));
  return Object.fromEntries(
    files.map((name) => [
      name.replace('.jsonl', ''),
      readFileSync(new URL(name, FOLDER), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    ]),
  );
}
