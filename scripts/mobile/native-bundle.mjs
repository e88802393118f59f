/**
 * The bundle for native apps, played through the scenarios of an app's life, and the chart's rules with every golden vector, on each
 * engine: `npm run e2e:mobile` has both in its table, `node scripts/mobile/native-bundle.mjs` runs them alone.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ASKED_SCENARIOS } from '../../test/native/consent-scenarios.mjs';
import { SCENARIOS } from '../../test/react-native/scenarios.mjs';
import { ensureInstalled } from '../bootstrap.mjs';
import { buildNative, bundleScript } from '../build-native.mjs';
import { ROOT } from '../entries.mjs';
import { findEngines } from './engines.mjs';
import { createTeller, START_MS } from './run-launches.mjs';

/** @typedef {import('./engines.mjs').Engine} Engine */
/** @typedef {{ readonly name: string, readonly fault: string }} Result with an empty fault where all is well */

const WIFI = { type: 'wifi', isConnected: true };
const SESSION_ID = /[\da-f]{8}-[\da-f]{4}-/;
const EVENTS = { started: 'session.start', ended: 'session.end' };

/**
 * @param {readonly Engine[]} engines
 * @param {string} [only] text in the names of the scenarios to play
 * @returns {Promise<Result[]>}
 */
export async function runNative(engines, only = '') {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-native-'));
  try {
    const bundle = join(folder, 'native.global.js');
    await buildNative({ quiet: true, file: bundle });
    const app = join(folder, 'app.js');
    writeFileSync(app, readFileSync(bundle, 'utf8') + (await bundleScript(`${ROOT}test/native/app.ts`, 'App')));
    const vectors = join(folder, 'vectors.js');
    writeFileSync(vectors, await vectorScript());
    const results = [];
    for (const engine of engines) {
      for (const scenario of [...SCENARIOS, ...ASKED_SCENARIOS].filter(({ name }) => name.includes(only))) {
        const name = `native bundle: ${scenario.name}: ${engine.name}`;
        results.push({ name, fault: await playScenario(scenario, engine, app) });
      }
      if (only === '') results.push(await playVectors(engine, vectors));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rules and all vectors as one script. */
async function vectorScript() {
  const at = `${ROOT}conformance/vectors`;
  const files = readdirSync(at).filter((name) => name.endsWith('.jsonl'));
  const text = files.map((name) => readFileSync(join(at, name), 'utf8')).join('');
  const script = await bundleScript(`${ROOT}conformance/kit/judge-lines.ts`, 'Conformance');
  // JSON has two line separators that a literal of old engines has not.
  const literal = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `${script}
var VECTORS = ${literal};
var FAULTS = Conformance.judgeLines(VECTORS);
print(JSON.stringify({ vectors: VECTORS.split('\\n').length - 1, faults: FAULTS }));
`;
}

/** @param {Engine} engine @param {string} script @returns {Promise<Result>} */
async function playVectors(engine, script) {
  const { ok, lines, error } = await engine.run(script);
  const last = lines.at(-1) ?? '';
  if (!ok || !last.startsWith('{')) return { name: `vectors: ${engine.name}`, fault: error || `nothing was printed: ${last}` };
  const { vectors, faults } = JSON.parse(last);
  return { name: `vectors: ${engine.name}, ${vectors - faults.length} of ${vectors}`, fault: faults.slice(0, 5).join('\n') };
}

/**
 * @param {import('../../test/react-native/scenarios.mjs').Scenario | import('../../test/native/consent-scenarios.mjs').AskedScenario} scenario
 * @param {Engine} engine
 * @param {string} app
 * @returns {Promise<string>} what is wrong
 */
async function playScenario(scenario, engine, app) {
  const { launches } = scenario;
  const policy = 'policy' in scenario ? scenario.policy : null;
  const consent = 'consent' in scenario ? scenario.consent : null;
  const tell = createTeller();
  let disk = {};
  let atMs = START_MS;
  for (const [index, launched] of launches.entries()) {
    const { afterS = 0, state = 'active', steps = [], told: expected } = launched;
    const launch = { atMs: atMs + afterS * 1_000, disk, state, steps, policy, consent, network: WIFI };
    const came = await runLaunch(engine, app, launch);
    if (typeof came === 'string') return `launch ${index + 1}: ${came}`;
    const told = came.told.map(tell);
    const faults = [...came.warnings, ...differences(expected, told), ...differences(eventsOf(came.told), eventsIn(came.events))];
    const isKept = SESSION_ID.test(Object.values(came.disk).join());
    if ('isKept' in launched && isKept !== launched.isKept) faults.push(`  a session is ${isKept ? '' : 'not '}on the disk`);
    if (faults.length > 0) return [`launch ${index + 1}`, ...faults].join('\n');
    ({ disk, atMs } = came);
  }
  return '';
}

/**
 * @param {Engine} engine
 * @param {string} app
 * @param {object} launch
 * @returns {Promise<any>} what the app printed; a text where it went wrong
 */
async function runLaunch(engine, app, launch) {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-launch-'));
  try {
    const file = join(folder, 'launch.js');
    writeFileSync(file, `${readFileSync(app, 'utf8')}App.run(${JSON.stringify(launch)});\n`);
    const { ok, lines, error } = await engine.run(file);
    const last = lines.at(-1) ?? '';
    if (!ok || !last.startsWith('{')) return error || `nothing was printed: ${last}`;
    const came = JSON.parse(last);
    return came.failed ?? came;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {readonly any[]} changes the events that they are told as; after a revocation nothing is sent */
const eventsOf = (changes) =>
  changes.flatMap(({ type, session, atMs }) =>
    type in EVENTS && session.endReason !== 'app.consent_revoked' ? [`${EVENTS[/** @type {'ended'} */ (type)]} ${session.id} ${atMs}`] : [],
  );
/** @param {readonly any[]} events */
const eventsIn = (events) => events.map(({ name, timeMs, attributes }) => `${name} ${attributes['session.id']} ${timeMs}`);

/** @param {readonly string[]} expected @param {readonly string[]} came */
const differences = (expected, came) =>
  expected.join('\n') === came.join('\n')
    ? []
    : [...expected.map((line) => `  expected ${line}`), ...came.map((line) => `  came     ${line}`)];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureInstalled();
  const { engines, absent } = findEngines();
  for (const line of absent) console.log(line);
  const results = await runNative(engines, process.argv[2]);
  for (const { name, fault } of results) {
    console.log(`${fault === '' ? 'ok    ' : 'FAILED'} ${name}`);
    for (const line of fault === '' ? [] : fault.split('\n')) console.log(`       ${line}`);
  }
  process.exitCode = results.length > 0 && results.every(({ fault }) => fault === '') ? 0 : 1;
}
