import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../../scripts/entries.mjs';

const NPM_OPTIONS = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** An empty project in a temporary folder, as somebody who installs the package has it. */
export interface Project {
  readonly path: string;
  write(file: string, text: string): void;
  npmInstall(...specs: readonly string[]): void;
  /** @returns what it printed on stdout; throws with all it printed if it fails */
  run(command: string, ...args: readonly string[]): string;
  /** Names of the installed packages, scopes included, sorted. */
  installed(): string[];
}

export function createProject(): Project {
  const path = mkdtempSync(join(tmpdir(), 'sessionchart-consumer-'));
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  return {
    path,
    write,
    npmInstall: (...specs) => void runIn(path, 'npm', ['install', ...NPM_OPTIONS, ...specs]),
    run: (command, ...args) => runIn(path, command, args),
    installed: () => installedIn(join(path, 'node_modules')),
  };
}

/** @returns the path of the tarball, and the files in it */
export function pack(root: string): { tarball: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-pack-'));
  const [packed] = JSON.parse(runIn(root, 'npm', ['pack', '--json', '--pack-destination', folder, ...NPM_OPTIONS]));
  return { tarball: join(folder, packed.filename), files: packed.files.map((file: { path: string }) => file.path).sort() };
}

/** Every optional peer at the version that this repository develops with, and its types where they are a package of their own. */
export function peerSpecs(): string[] {
  const { peerDependencies, devDependencies } = readManifest();
  const names = Object.keys(peerDependencies).flatMap((name) => [name, `@types/${name}`]);
  return names.filter((name) => name in devDependencies).map((name) => `${name}@${devDependencies[name]}`);
}

/** Import specifiers of all entry points that hold code. */
export function entrySpecifiers(): string[] {
  const { name, exports } = readManifest();
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => subpath.replace('.', name));
}

function installedIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) => (name.startsWith('@') ? readdirSync(join(folder, name)).map((part) => `${name}/${part}`) : name)).sort();
}

function runIn(cwd: string, command: string, args: readonly string[]): string {
  const result: SpawnSyncReturns<string> = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (result.status === 0) return result.stdout;
  throw new Error(
    `${command} ${args.join(' ')}: ${result.error?.message ?? `exit code ${result.status}`}\n${result.stdout}${result.stderr}`,
  );
}

export function readUsage(): string {
  return readFileSync(new URL('consumer/usage.ts', import.meta.url), 'utf8');
}
