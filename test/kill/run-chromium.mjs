/** A Chromium that can be killed whole, and started again on the same profile. It never outlives this process. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { FLAGS, UNWANTED } from '../browsers/support/chromium-flags.mjs';

/** @type {Set<number>} */
const running = new Set();
process.on('exit', () => {
  for (const pid of running) killTree(pid);
});

/**
 * @param {string} executablePath
 * @param {string} profile a folder
 */
export async function startChromium(executablePath, profile) {
  // A browser that was killed leaves it behind.
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) rmSync(join(profile, name), { force: true });
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    userDataDir: profile,
    args: FLAGS,
    ignoreDefaultArgs: UNWANTED,
    // It ends by itself once nobody holds the other end.
    pipe: true,
    protocolTimeout: 60_000,
  });
  const pid = browser.process()?.pid ?? 0;
  running.add(pid);
  const gone = new Promise((resolve) => browser.process()?.once('exit', resolve));
  return {
    browser,
    /** The browser with all its processes, at once. */
    async kill() {
      killTree(pid);
      await gone;
      running.delete(pid);
    },
    async close() {
      await browser.close().catch(() => killTree(pid));
      running.delete(pid);
    },
  };
}

/** The parent first, so that it cannot start another child. @param {number} pid */
function killTree(pid) {
  for (const one of [pid, ...descendantsOf(pid)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
}

/** @param {number} pid @returns {number[]} */
function descendantsOf(pid) {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found.slice(1);
}

/** The fourth field of proc(5); the second is a name in parentheses and may hold anything. @param {string} pid */
function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
