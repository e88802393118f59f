/**
 * The JavaScript engines of phones, as far as they run on a desk, each as a bare shell: one script in, what it prints out. JavaScriptCore
 * is WebKitGTK's, Hermes the last one that npm has for Linux (0.12, of React Native 0.70), QuickJS runs in WebAssembly.
 * `node scripts/mobile/engines.mjs` lists them; with a file it runs it in each.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../entries.mjs';
import { ensureFolder } from '../otel-lines.mjs';

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} version
 * @property {'es5' | 'es2021'} syntax what it takes: `es5` has neither classes nor a `let` of its own in each round of a loop
 * @property {(file: string, options?: { timeoutMs?: number }) => Promise<Ran>} run runs a script, which has `print` and ES2015's library
 *
 * @typedef {object} Ran
 * @property {boolean} ok it ended by itself and threw nothing
 * @property {string[]} lines what it printed
 * @property {string} error what it complained of; empty where all went well
 *
 * @typedef {object} Found
 * @property {Engine[]} engines
 * @property {string[]} absent one line for each that is not here: which, and why
 */

const FOLDER = fileURLToPath(new URL('../../test/native/engines', import.meta.url));
const JSC_PACKAGE = 'libjavascriptcoregtk-4.0-bin';
const TIMEOUT_MS = 120_000;

/**
 * Finds them, and installs what can be: npm packages, and for root on Debian the package with JavaScriptCore's shell.
 *
 * @returns {Found}
 */
export function findEngines() {
  const found = [v8(), ...fromNpm(), javaScriptCore()];
  return {
    engines: found.filter((one) => typeof one !== 'string'),
    absent: found.filter((one) => typeof one === 'string'),
  };
}

/** @returns {Engine} */
function v8() {
  return engine('V8', process.versions.v8, 'es2021', process.execPath, [inFolder('run-v8.mjs')]);
}

/** @returns {(Engine | string)[]} */
function fromNpm() {
  const names = ['Hermes', 'QuickJS', 'QuickJS-ng'];
  try {
    ensureFolder(FOLDER);
  } catch (error) {
    return names.map((name) => `${name} is not here: ${firstLine(String(error))}`);
  }
  return [hermes(), quickJs('QuickJS', 'quickjs-wasmfile-release-sync'), quickJs('QuickJS-ng', 'quickjs-ng-wasmfile-release-sync')];
}

/** @returns {Engine | string} */
function hermes() {
  const folder = { linux: 'linux64-bin', darwin: 'osx-bin' }[/** @type {string} */ (process.platform)];
  const binary = `${FOLDER}/node_modules/hermes-engine-cli/${folder}/hermes`;
  if (!existsSync(binary) || spawnSync(binary, ['--version']).status !== 0) {
    return `Hermes is not here: npm has none that runs on ${process.platform} ${process.arch}`;
  }
  // As React Native runs it, but that a function is compiled when it is first called.
  return engine('Hermes', versionOf('hermes-engine-cli'), 'es5', binary, ['-w', '-lazy', '-Xmicrotask-queue']);
}

/** @param {string} name @param {string} variant */
function quickJs(name, variant) {
  return engine(name, versionOf(`@jitl/${variant}`), 'es2021', process.execPath, [inFolder('run-quickjs.mjs'), FOLDER, `@jitl/${variant}`]);
}

/** @returns {Engine | string} */
function javaScriptCore() {
  if (spawnSync('jsc', ['-e', '']).status !== 0) {
    const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
    if (!isDebian || process.getuid?.() !== 0)
      return `JavaScriptCore is not here: no jsc on the PATH, and only root on Debian can install it`;
    console.log(`apt-get install ${JSC_PACKAGE}: JavaScriptCore's shell`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '--yes', '--no-install-recommends', JSC_PACKAGE]]) {
      const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
      if (status !== 0) return `JavaScriptCore is not here: apt-get ${args[0]}: ${firstLine(stderr ?? '')}`;
    }
  }
  const { stdout } = spawnSync('dpkg-query', ['--show', JSC_PACKAGE], { encoding: 'utf8' });
  return engine('JavaScriptCore', stdout?.match(/\t([\d.]+)/)?.[1] ?? 'of unknown version', 'es2021', 'jsc', []);
}

/**
 * @param {string} name
 * @param {string} version
 * @param {Engine['syntax']} syntax
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Engine}
 */
function engine(name, version, syntax, command, args) {
  return { name, version, syntax, run: (file, { timeoutMs = TIMEOUT_MS } = {}) => runShell(command, [...args, file], timeoutMs) };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number} timeoutMs
 * @returns {Promise<Ran>}
 */
function runShell(command, args, timeoutMs) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
    let output = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (error += chunk));
    child.on('error', (failure) => (error += failure.message));
    child.on('close', (status, signal) => {
      const lines = output.split('\n').filter((line) => line !== '');
      const reason = signal ? `ended by ${signal}, after ${timeoutMs} ms at the most` : error.trim();
      // JavaScriptCore's shell prints what was thrown like anything else.
      resolve({ ok: status === 0, lines, error: status === 0 ? '' : reason || lines.slice(-5).join('\n') });
    });
  });
}

/** @param {string} name */
const versionOf = (name) => JSON.parse(readFileSync(`${FOLDER}/node_modules/${name}/package.json`, 'utf8')).version;
/** @param {string} file */
const inFolder = (file) => fileURLToPath(new URL(file, import.meta.url));
/** @param {string} text */
const firstLine = (text) => text.trim().split('\n')[0] ?? '';

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { engines, absent } = findEngines();
  for (const line of absent) console.log(line);
  for (const { name, version, run } of engines) {
    const [file] = process.argv.slice(2);
    const ran = file === undefined ? null : await run(file);
    console.log(`${name} ${version}${ran ? `: ${ran.ok ? ran.lines.join('\n  ') : ran.error.replace(ROOT, '')}` : ''}`);
    if (ran && !ran.ok) process.exitCode = 1;
  }
}
