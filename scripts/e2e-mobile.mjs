/**
 * `npm run e2e:mobile`: the adapter for React Native in Metro's bundles for iOS and Android, played through an app's life on the
 * engines of phones, and AsyncStorage and Capacitor's plugins in Chromium. Prints one table, scenario by engine, and fails when a
 * list of changes is not the expected one. `--engine NAME` plays on one engine, `--only TEXT` the scenarios so named.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SCENARIOS } from '../test/react-native/scenarios.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { findEngines } from './mobile/engines.mjs';
import { runNative } from './mobile/native-bundle.mjs';
import { bundleAll, compileWithHermes, installReactNative, PHONE, SYSTEMS, typeCheckExample, versionOf } from './mobile/react-native.mjs';
import { runInChromium } from './mobile/run-in-chromium.mjs';
import { runLaunches } from './mobile/run-launches.mjs';

/** React Native has run on these two, and V8 is what the tests run on; the QuickJS engines are played on by name. */
const ENGINES = ['V8', 'Hermes', 'JavaScriptCore'];
const STORAGES = /** @type {const} */ (['MMKV', 'AsyncStorage']);
const NAME_WIDTH = 48;

const { values } = parseArgs({ options: { engine: { type: 'string' }, only: { type: 'string' } } });
const startMs = performance.now();
let failures = 0;
ensureInstalled();
const { engines, absent } = findEngines();
for (const line of absent) console.log(line);
installReactNative();
console.log(`React Native ${versionOf('react-native')}, bundled by Metro ${versionOf('metro')} for ${SYSTEMS.join(' and ')}`);
report('the example type-checks', await typeCheckExample());
const bundles = await bundleAll();
for (const [name, file] of Object.entries(bundles)) {
  report(`${name}: hermesc ${versionOf('hermes-compiler')} compiles it`, await compileWithHermes(file));
}

const wanted = engines.filter(({ name }) => (values.engine ? name === values.engine : ENGINES.includes(name)));
const scenarios = SCENARIOS.filter(({ name }) => name.includes(values.only ?? ''));
console.log(`\nEach scenario on both systems' bundles, with ${STORAGES.join(' and ')}:\n`);
console.log(['scenario'.padEnd(NAME_WIDTH), ...wanted.map(({ name, version }) => `${name} ${version.slice(0, 8)}`.padEnd(23))].join(' '));
const problems = [];
for (const scenario of scenarios) {
  const cells = [];
  for (const engine of wanted) {
    const played = await playAll(scenario, engine);
    const failed = played.filter(({ faults }) => faults.length > 0);
    problems.push(...failed);
    cells.push(
      (failed.length === 0 ? `ok, ${played.length} of ${played.length}` : `FAILED, ${failed.length} of ${played.length}`).padEnd(23),
    );
  }
  console.log([scenario.name.padEnd(NAME_WIDTH), ...cells].join(' '));
}
const natives = values.engine ? wanted : engines;
const native = await runNative(natives, values.only);
console.log('\nThe bundle for native apps in the same scenarios, and every golden vector:\n');
for (const engine of natives) {
  const cells = ['native bundle: ', 'vectors: '].map((kind) => summary(native.filter(isOf(kind, engine.name))));
  console.log([`${engine.name} ${engine.version.slice(0, 8)}`.padEnd(NAME_WIDTH), ...cells.map((cell) => cell.padEnd(23))].join(' '));
}
for (const { name, fault } of native) if (fault !== '') problems.push({ where: name, faults: [fault] });
for (const { where, faults } of problems) report(where, faults.join('\n'));

console.log('');
for (const { name, fault } of await runInChromium()) report(name, fault);
console.log(
  `\n${failures === 0 ? 'all as expected' : `${failures} not as expected`}, in ${Math.round((performance.now() - startMs) / 1_000)} s`,
);
process.exitCode = failures === 0 && wanted.length > 0 && scenarios.length > 0 ? 0 : 1;

/**
 * @param {import('../test/react-native/scenarios.mjs').Scenario} scenario
 * @param {import('./mobile/engines.mjs').Engine} engine
 */
async function playAll(scenario, engine) {
  const places = SYSTEMS.filter((os) => os === (scenario.only ?? os)).flatMap((os) => STORAGES.map((storage) => ({ os, storage })));
  /** @type {{ where: string, faults: string[] }[]} */
  const played = [];
  const queue = [...places];
  const worker = async () => {
    for (let place = queue.shift(); place; place = queue.shift()) {
      const { os, storage } = place;
      const bundle = bundles[`app-${os}`];
      const { told, faults } = await runLaunches(scenario, engine, {
        os,
        storage,
        bundle,
        phone: PHONE,
        nitroVersion: versionOf('react-native-nitro-modules'),
      });
      const where = `${scenario.name}: ${engine.name}, ${os}, ${storage}`;
      played.push({ where, faults: [...faults, ...(faults.length > 0 ? [] : differences(scenario, storage, told))] });
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  return played;
}

/**
 * @param {import('../test/react-native/scenarios.mjs').Scenario} scenario
 * @param {'MMKV' | 'AsyncStorage'} storage
 * @param {readonly string[][]} told
 */
function differences({ launches }, storage, told) {
  return launches.flatMap((launch, i) => {
    const byStorage = storage === 'AsyncStorage' ? launch.toldByAsyncStorage : undefined;
    const expected = byStorage ?? launch.told;
    if (expected.join('\n') === told[i]?.join('\n')) return [];
    return [`launch ${i + 1}`, ...expected.map((line) => `  expected ${line}`), ...(told[i] ?? []).map((line) => `  came     ${line}`)];
  });
}

/** @param {string} kind @param {string} engine @returns {(result: import('./mobile/native-bundle.mjs').Result) => boolean} */
function isOf(kind, engine) {
  return (result) => result.name.startsWith(kind) && new RegExp(`: ${engine}(, \\d|$)`).test(result.name);
}

/** @param {readonly import('./mobile/native-bundle.mjs').Result[]} results */
function summary(results) {
  const failed = results.filter(({ fault }) => fault !== '').length;
  const [only] = results.length === 1 ? results : [];
  const vectors = /\d+ of \d+$/.exec(only?.name ?? '')?.[0];
  if (vectors) return `${failed === 0 ? 'ok' : 'FAILED'}, ${vectors}`;
  return failed === 0 ? `ok, ${results.length} of ${results.length}` : `FAILED, ${failed} of ${results.length}`;
}

/** @param {string} what @param {string} problem */
function report(what, problem) {
  if (problem !== '') failures++;
  console.log(`${problem === '' ? 'ok    ' : 'FAILED'} ${what}`);
  for (const line of problem === '' ? [] : problem.split('\n')) console.log(`       ${line}`);
}
