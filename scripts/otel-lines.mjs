/** The two SDK lines of OpenTelemetry JS, each with its own packages, as npm refuses both in one tree. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';

export const LINES = /** @type {const} */ (['otel-2x', 'otel-3x']);
const WAIT_MS = 200;
const STALE_MS = 120_000;

/** Installs what decodes OTLP. */
export function ensureDecoder() {
  ensureFolder(join(ROOT, 'test/otel/decoder'));
}

/** Installs what the benches compare with. */
export function ensurePeers() {
  ensureFolder(join(ROOT, 'bench/peers'));
}

/**
 * Installs the packages of a line, once, however many processes ask.
 *
 * @param {string} line
 */
export function ensureLine(line) {
  ensureFolder(join(ROOT, 'test', line));
}

/**
 * Puts the built package beside a line's SDK, as npm would, so that both use the one `@opentelemetry/api` of that folder.
 *
 * @param {string} line
 */
export function installPackage(line) {
  installPackageIn(join(ROOT, 'test', line));
}

/**
 * Installs the packages of a folder, and the built one beside them. Processes that ask at once copy it once, as another may be reading it.
 *
 * @param {string} folder
 */
export function installPackageIn(folder) {
  ensureBuilt();
  ensureFolder(folder);
  const target = join(folder, 'node_modules/sessionchart');
  const lock = join(folder, 'node_modules/.copying');
  while (!isCopied(target)) {
    if (!acquire(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
      continue;
    }
    rmSync(target, { recursive: true, force: true });
    cpSync(join(ROOT, 'dist'), join(target, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(target, 'package.json'));
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The manifest is copied last. @param {string} target */
function isCopied(target) {
  const copied = statSync(join(target, 'package.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const dist = join(ROOT, 'dist');
  return copied > Math.max(...readdirSync(dist).map((name) => statSync(join(dist, name)).mtimeMs));
}

/** @param {string} folder */
export function ensureFolder(folder) {
  const lock = join(folder, '.installing');
  while (!isInstalled(folder)) {
    if (!acquire(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
      continue;
    }
    try {
      // 3.x says that it wants Node 22.15; its tests pass on 20.19, and `error` keeps npm from repeating it for each package.
      const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
      const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`npm ci in ${folder} failed: ${stderr}`);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** @param {string} folder */
function isInstalled(folder) {
  const installed = statSync(join(folder, 'node_modules/.package-lock.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return !existsSync(join(folder, '.installing')) && installed >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** @param {string} lock */
function acquire(lock) {
  const sinceMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (sinceMs !== undefined && Date.now() - sinceMs > STALE_MS) rmSync(lock, { recursive: true, force: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
