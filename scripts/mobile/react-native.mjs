/** React Native as an app has it: installed in a folder of its own, bundled by Metro, compiled by its own hermesc. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../entries.mjs';
import { installPackage } from '../otel-lines.mjs';

const APP = join(ROOT, 'test/react-native/app');
const BUILT = join(APP, 'dist');
const EXAMPLE = join(ROOT, 'examples/react-native');
const requireInApp = createRequire(join(APP, 'package.json'));

export const SYSTEMS = /** @type {const} */ (['ios', 'android']);
export const PHONE = join(APP, 'phone.js');

/** Installs React Native where it is missing, and the built package beside it, as npm would. */
export function installReactNative() {
  installPackage('react-native/app');
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
}

/**
 * @param {string} name
 * @returns {string}
 */
export const versionOf = (name) => JSON.parse(readFileSync(join(APP, 'node_modules', name, 'package.json'), 'utf8')).version;

/**
 * Bundles the scenarios' app, and the example, for both systems.
 *
 * @returns {Promise<{ readonly [name in `${'app' | 'example'}-${'ios' | 'android'}`]: string }>} the files
 */
export async function bundleAll() {
  copyExample();
  const Metro = requireInApp('metro');
  const config = await Metro.loadConfig({ cwd: APP, config: join(APP, 'metro.config.js') });
  config.reporter = { update() {} };
  /** @type {Record<string, string>} */
  const files = {};
  for (const [name, entry] of [
    ['app', 'index.js'],
    ['example', 'dist/example/index.js'],
  ]) {
    for (const platform of SYSTEMS) {
      const out = join(BUILT, `${name}-${platform}.js`);
      await Metro.runBuild(config, { entry, platform, dev: false, minify: false, out });
      files[`${name}-${platform}`] = out;
    }
  }
  return /** @type {any} */ (files);
}

/** The example finds its packages where the app has them. */
function copyExample() {
  const target = join(BUILT, 'example');
  cpSync(EXAMPLE, target, { recursive: true, filter: (path) => !/node_modules|\.config\.js$/.test(path) });
  return target;
}

/** @returns {Promise<string>} what TypeScript complains of in the example; empty where it compiles */
export function typeCheckExample() {
  return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', copyExample()]);
}

/**
 * Compiles to bytecode with the compiler of this React Native. It runs nothing: npm has no such Hermes for a desk.
 *
 * @param {string} bundle
 * @returns {Promise<string>} what it complains of; empty where it compiles
 */
export function compileWithHermes(bundle) {
  const folder = { linux: 'linux64-bin', darwin: 'osx-bin', win32: 'win64-bin' }[/** @type {string} */ (process.platform)] ?? '';
  const hermesc = join(APP, 'node_modules/hermes-compiler/hermesc', folder, 'hermesc');
  return run(hermesc, ['-w', '-O0', '-emit-binary', '-out', `${bundle}.hbc`, bundle]);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it printed where it failed
 */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) => resolve(status === 0 ? '' : output || `${command} exited with ${status}`));
  });
}
