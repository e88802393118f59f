/** What a fresh clone needs before anything else runs. Node's own modules only; silent when there is nothing to do. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './entries.mjs';

const SOURCES = [
  'machines',
  'src',
  'visualizer',
  'package.json',
  'tsconfig.json',
  'tsconfig.sources.json',
  'tsdown.config.ts',
  'scripts/entries.mjs',
  'scripts/build-native.mjs',
  'scripts/build-script-tag.mjs',
  'scripts/build-visualizer.mjs',
];

/** Runs `npm ci` if node_modules is missing or older than the lock file. */
export function ensureInstalled() {
  const installed = mtimeMs('node_modules/.package-lock.json');
  if (installed !== undefined && installed >= (mtimeMs('package-lock.json') ?? 0)) return;
  console.log(`npm ci: ${installed === undefined ? 'node_modules is missing' : 'node_modules is older than package-lock.json'}`);
  runOrExit('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Builds if dist is missing or older than what it is built from. */
export function ensureBuilt() {
  if (!isStale()) return;
  console.log(`build: dist is ${existsSync(join(ROOT, 'dist')) ? 'older than the sources' : 'missing'}`);
  runOrExit(process.execPath, ['scripts/build.mjs', '--quiet']);
}

/**
 * Runs a command in the project's root with the terminal's streams; ends this process with its exit code if it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export function runOrExit(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** A build writes every file anew, so the oldest file in dist tells when it was. */
function isStale() {
  const built = times('dist').files;
  const newest = Math.max(...SOURCES.flatMap((path) => Object.values(times(path)).flat()));
  return built.length === 0 || Math.min(...built) < newest;
}

/**
 * Directories count among the sources: the time of one changes when a file in it is deleted.
 *
 * @param {string} path
 * @returns {{ files: number[], directories: number[] }}
 */
function times(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return { files: [], directories: [] };
  if (!statSync(full).isDirectory()) return { files: [statSync(full).mtimeMs], directories: [] };
  const inside = readdirSync(full).map((name) => times(join(path, name)));
  return {
    files: inside.flatMap(({ files }) => files),
    directories: [statSync(full).mtimeMs, ...inside.flatMap(({ directories }) => directories)],
  };
}

/** @param {string} path */
function mtimeMs(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
}
