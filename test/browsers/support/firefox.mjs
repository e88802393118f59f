/** Firefox by WebDriver BiDi, where Debian's package of the extended support release is installed or can be. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const PATH = '/usr/bin/firefox-esr';

/** The subdomains of a test's site are this machine. */
const PREFERENCES = { 'network.dns.localDomains': ['a', 'b', 'c'].map((name) => `${name}.example.test`).join(',') };

/** @returns {boolean} whether it can be run */
function isThere() {
  try {
    accessSync(PATH, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Root on Debian installs it. */
function install() {
  if (process.getuid?.() !== 0) return;
  console.error('apt-get install firefox-esr: the tests in Firefox need it');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'firefox-esr']])
    spawnSync('apt-get', ['-qq', ...args], { env, timeout: 120_000 });
}

/** @returns {Promise<{ browser: import('puppeteer-core').Browser, close(): Promise<void> } | null>} `null` where there is none */
export async function launchFirefox() {
  if (!isThere()) install();
  if (!isThere()) {
    console.error('no Firefox found and none installed');
    return null;
  }
  const userDataDir = mkdtempSync(join(tmpdir(), 'sessionchart-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: PATH,
    headless: true,
    userDataDir,
    extraPrefsFirefox: PREFERENCES,
  });
  return {
    browser,
    async close() {
      await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
