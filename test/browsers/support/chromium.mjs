/** Chromium as people have it: pages hide, freeze and go to bfcache, timers of hidden tabs are throttled. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import { FLAGS, UNWANTED } from './chromium-flags.mjs';

const HOSTS = '--host-resolver-rules=MAP *.example.test 127.0.0.1';

/**
 * @param {readonly string[]} [extra] further flags
 * @param {{ localState?: object, targetFilter?: (target: import('puppeteer-core').Target) => boolean }} [options] of the profile, and which
 * tabs the driver may look at
 * @returns {Promise<{ browser: import('puppeteer-core').Browser, close(): Promise<void> } | null>} `null` where there is none
 */
export async function launchChromium(extra = [], { localState, targetFilter } = {}) {
  const executablePath = ensureChromium();
  if (executablePath === null) return null;
  const userDataDir = mkdtempSync(join(tmpdir(), 'sessionchart-chromium-'));
  if (localState) writeFileSync(join(userDataDir, 'Local State'), JSON.stringify(localState));
  const browser = await puppeteer.launch({
    ...(targetFilter ? { targetFilter } : {}),
    executablePath,
    headless: true,
    userDataDir,
    args: [...FLAGS, HOSTS, ...extra],
    ignoreDefaultArgs: UNWANTED,
    protocolTimeout: 120_000,
  });
  return {
    browser,
    async close() {
      await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
