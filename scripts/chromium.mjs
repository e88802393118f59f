/** Where browser tests get their Chromium from. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium that can be run: the one `CHROMIUM` names, else one on the PATH, else, for root on Debian, one installed with apt-get.
 *
 * @param {string} [purpose] what stays untested without it, for the one line printed when there is none
 * @returns {string | null} the path of the executable
 */
export function ensureChromium(purpose = 'the tests in a browser') {
  const path = findChromium() ?? (canInstall() ? installChromium() : null);
  if (path === null) console.log(`no Chromium found and none installed, so not tested: ${purpose}`);
  return path;
}

/** @returns {string | null} */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [process.env.CHROMIUM ?? '', ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return candidates.find(isExecutable) ?? null;
}

/** Ubuntu's package of that name only points to a snap, hence Debian alone. */
function canInstall() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8')) && spawnSync('apt-get', ['--version']).status === 0;
}

function installChromium() {
  console.log('apt-get install chromium: the browser tests need one');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
    if (status !== 0) {
      console.log(`apt-get ${args[0]} failed: ${stderr?.trim().split('\n').at(-1)}`);
      return null;
    }
  }
  return findChromium();
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = ensureChromium();
  if (path !== null) console.log(path);
}
