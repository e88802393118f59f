/**
 * `dist/native.global.js`: `sessionchart/native` as one script that sets the global `Sessionchart` and imports nothing, in the syntax of
 * 2009 (ES5) and with the library of 2021, for the oldest engine that apps carry. Hermes before 1.0 has no classes, and gives closures
 * in a loop one `let` for all rounds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';
import { build } from 'vite';
import { ROOT } from './entries.mjs';

const BANNER = '/* sessionchart/native: sets the global Sessionchart. Apache-2.0 */\n';

/**
 * @param {string} entry
 * @param {string} name of the global that has its exports
 * @returns {Promise<string>} a script in ES5
 */
export async function bundleScript(entry, name) {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: { write: false, minify: false, target: 'es2021', lib: { entry, name, formats: ['iife'], fileName: name } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error(`nothing was built from ${entry}`);
  const [{ code }] = output.output;
  const compilerOptions = {
    target: typescript.ScriptTarget.ES5,
    module: typescript.ModuleKind.None,
    downlevelIteration: true,
    removeComments: true,
  };
  const { outputText } = typescript.transpileModule(code, { compilerOptions });
  // Within a function, so that the compiler's helpers are nobody's globals.
  return `var ${name} = (function () {\n'use strict';\n${outputText}return ${name};\n})();\n`;
}

/** @param {{ readonly quiet?: boolean, readonly file?: string }} [options] */
export async function buildNative({ quiet = false, file = `${ROOT}dist/native.global.js` } = {}) {
  const script = BANNER + (await bundleScript(`${ROOT}src/native/index.ts`, 'Sessionchart'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
  if (!quiet) console.log(`${file.replace(ROOT, '')} ${(script.length / 1_000).toFixed(1)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildNative({ quiet: process.argv.includes('--quiet') });
