/**
 * Puts the recipes' code into their pages, between `<!-- file: PATH -->` and `<!-- /file -->`; with `--check` it compares. What a page shows
 * is so the file that the tests run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, posix } from 'node:path';
import { ROOT } from './entries.mjs';
import { writeOrCheck } from './generated.mjs';

const PAGES = 'docs/recipes';
const SHOWN = /<!-- file: (\S+) -->[\s\S]*?<!-- \/file -->/g;

/** @param {string} path */
function shown(path) {
  const text = readFileSync(ROOT + path, 'utf8').trimEnd();
  const link = `[\`${basename(posix.dirname(path))}/${basename(path)}\`](${posix.relative(PAGES, path)})`;
  return `<!-- file: ${path} -->\n\n${link}\n\n\`\`\`${extname(path).slice(1)}\n${text}\n\`\`\`\n\n<!-- /file -->`;
}

const pages = readdirSync(ROOT + PAGES).map((name) => `${PAGES}/${name}`);
writeOrCheck(
  Object.fromEntries(pages.map((page) => [page, readFileSync(ROOT + page, 'utf8').replaceAll(SHOWN, (_, path) => shown(path))])),
);
