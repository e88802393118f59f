/** V8 as a bare shell: a new context of its own with `print` and nothing of Node's. `node run-v8.mjs FILE` */
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';

const [file = ''] = process.argv.slice(2);
new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(
  createContext({ print: (/** @type {unknown} */ text) => console.log(String(text)) }),
);
