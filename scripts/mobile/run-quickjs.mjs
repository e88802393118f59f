/** QuickJS as a bare shell with `print`. `node run-quickjs.mjs FOLDER PACKAGE FILE`, where FOLDER has the packages installed. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = '', variant = '', file = ''] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const load = (/** @type {string} */ name) => import(pathToFileURL(require.resolve(name)).href);
const { newQuickJSWASMModuleFromVariant } = await load('quickjs-emscripten-core');
const quickJs = await newQuickJSWASMModuleFromVariant(load(variant));
const runtime = quickJs.newRuntime();
const context = runtime.newContext();
const print = context.newFunction('print', (/** @type {any} */ text) => console.log(context.getString(text)));
context.setProp(context.global, 'print', print);
const evaluated = context.evalCode(readFileSync(file, 'utf8'), file);
const failed = evaluated.error ?? runtime.executePendingJobs().error;
if (failed) {
  const { name, message, stack } = context.dump(failed);
  console.error(`${name}: ${message}\n${stack}`);
  process.exitCode = 1;
}
