/** Lets Node 20, which has no type stripping, import this repository's TypeScript: `register('./typescript-hooks.mjs', import.meta.url)`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return { format: 'module', shortCircuit: true, source: typescript.transpileModule(source, { compilerOptions }).outputText };
}
