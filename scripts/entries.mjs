/**
 * The entry points of the package, in one place.
 *
 * To add one: add its name to `ENTRIES`, create the source, run `npm run exports`. The build takes the entries whose source exists;
 * `node scripts/entries.mjs` fails when `exports` in package.json, the sources and the built files disagree.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @type {Readonly<Record<string, string>>} Built name (`dist/<name>.js`, subpath `./<name>`) to source. */
const ENTRIES = {
  index: 'src/index.ts',
  api: 'src/api/index.ts',
  otel: 'src/otel/index.ts',
  delivery: 'src/otel/delivery.ts',
  web: 'src/web/index.ts',
  remote: 'src/remote/index.ts',
  'react-native': 'src/react-native/index.ts',
  capacitor: 'src/capacitor/index.ts',
  native: 'src/native/index.ts',
  node: 'src/node/index.ts',
  consent: 'src/consent/index.ts',
  react: 'src/react/index.ts',
  policies: 'src/policies/index.ts',
  tools: 'src/tools/index.ts',
  inspect: 'src/inspect/index.ts',
  debug: 'src/debug/index.ts',
  lite: 'src/lite.ts',
  cli: 'src/cli.ts',
};

/** Built only to be run, so without a subpath. */
const COMMANDS = ['cli'];

/** @returns {Record<string, string>} The entries whose source exists. */
export function presentEntries() {
  return Object.fromEntries(Object.entries(ENTRIES).filter(([, source]) => existsSync(`${ROOT}${source}`)));
}

/** @returns {string[]} Names of the entries that can be imported. */
export function publicEntries() {
  return Object.keys(presentEntries()).filter((name) => !COMMANDS.includes(name));
}

/** @returns {Record<string, string | { types: string, default: string }>} What package.json's `exports` has to be. */
export function expectedExports() {
  const subpaths = publicEntries().map((name) => [
    name === 'index' ? '.' : `./${name}`,
    { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
  ]);
  const schemas = existsSync(`${ROOT}schemas`) ? { './schemas/*.json': './schemas/*.json' } : {};
  return { ...Object.fromEntries(subpaths), ...schemas, './package.json': './package.json' };
}

/** @returns {string[]} One sentence for each disagreement; empty when all is well. */
export function exportProblems() {
  const { exports: actual } = readManifest();
  const expected = expectedExports();
  const problems = [];
  for (const subpath of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (JSON.stringify(actual[subpath]) !== JSON.stringify(expected[subpath])) {
      problems.push(
        `package.json exports "${subpath}": expected ${describe(expected[subpath])}, found ${describe(actual[subpath])}; run: npm run exports`,
      );
    }
  }
  for (const name of Object.keys(presentEntries())) {
    const files = COMMANDS.includes(name) ? [`dist/${name}.js`] : [`dist/${name}.js`, `dist/${name}.d.ts`];
    problems.push(...files.filter((file) => !existsSync(`${ROOT}${file}`)).map((file) => `${file} was not built from ${ENTRIES[name]}`));
  }
  return problems;
}

/** @returns {any} */
export function readManifest() {
  return JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
}

/** @param {unknown} value */
function describe(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function writeExports() {
  writeFileSync(`${ROOT}package.json`, `${JSON.stringify({ ...readManifest(), exports: expectedExports() }, null, 2)}\n`);
  console.log(`package.json exports: ${Object.keys(expectedExports()).join(' ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--write')) writeExports();
  const problems = process.argv.includes('--write') ? [] : exportProblems();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
