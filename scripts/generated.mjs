/** Files that are made from the sources: written, or compared with `--check`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname } from 'node:path';
import { ROOT } from './entries.mjs';

register('./typescript-hooks.mjs', import.meta.url);

/** @param {Readonly<Record<string, string>>} files path in the repository to text */
export function writeOrCheck(files) {
  for (const [path, text] of Object.entries(files)) {
    if (existsSync(ROOT + path) && readFileSync(ROOT + path, 'utf8') === text) continue;
    if (process.argv.includes('--check')) {
      console.error(`${path} is not what its sources make; run: node ${process.argv[1]?.replace(ROOT, '')}`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(ROOT + path), { recursive: true });
      writeFileSync(ROOT + path, text);
      console.log(`wrote ${path}`);
    }
  }
}
