/** A profile of Chromium and the pages that are killed in it, with their browser or by themselves; what they did and what arrived. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChance } from './chance.mjs';
import { startChromium } from './run-chromium.mjs';

/** @typedef {import('./scenarios.mjs').PageScenario} PageScenario */
/** @typedef {import('./judge.mjs').Story} Story */
/** @typedef {import('puppeteer-core').Page} Page */

/** Longer than any limit, so that whatever was left is over at the last start. */
const LAST_AWAY_MS = 86_400_000;
/** What the last start needs to find out about all before it, and to send it. */
const LAST_LIFE_MS = 4_000;
const UP_WITHIN_MS = 30_000;

/**
 * @param {string} executablePath
 * @param {PageScenario} scenario
 * @param {{ service: string, kills: number, seed: number, server: import('./serve-page.mjs').Served }} how
 * @returns {Promise<Story>}
 */
export async function playInProfile(executablePath, scenario, { service, kills, seed, server }) {
  const profile = mkdtempSync(join(tmpdir(), 'sessionchart-kill-profile-'));
  const chance = createChance(seed);
  const diary = server.diaryOf(service);
  const { policy } = scenario;
  let chromium = await startChromium(executablePath, profile);
  let offsetMs = 0;
  let lives = 0;
  let killed = 0;
  /** A page that has begun to work. */
  const open = async (works = true) => {
    const life = `${service}.${++lives}`;
    const boot = JSON.stringify({ life, service, policy, offsetMs, seed: chance.child(), works });
    const page = await chromium.browser.newPage();
    void page.goto(`${server.url}/?boot=${encodeURIComponent(boot)}`).catch(() => {});
    for (let ms = 0; !diary.some((entry) => entry.kind === 'up' && entry.life === life); ms += 5) {
      if (ms > UP_WITHIN_MS) throw new Error(`${life}: expected the page within ${UP_WITHIN_MS} ms`);
      await sleep(5);
    }
    return { life, page };
  };
  const note = (/** @type {string} */ life) => void diary.push({ kind: 'killed', life, t: Date.now() + offsetMs });
  /** @param {readonly { life: string, page: Page }[]} pages */
  const killBrowser = async (pages) => {
    await chromium.kill();
    for (const { life } of pages) note(life);
    killed++;
    chromium = await startChromium(executablePath, profile);
  };
  /** @param {{ life: string, page: Page }} opened */
  const crash = async ({ life, page }) => {
    const crashed = new Promise((resolve) => page.once('error', resolve));
    const session = await page.createCDPSession();
    await sleep(chance.between(0, 50));
    // It never answers.
    void session.send('Page.crash').catch(() => {});
    await crashed;
    note(life);
    killed++;
    await page.close().catch(() => {});
  };
  try {
    while (killed < kills) {
      const pages = [await open()];
      while (pages.length < scenario.pages) pages.push(await open());
      await sleep(chance.between(...scenario.lifeMs));
      if (scenario.kills === 'browser') await killBrowser(pages);
      else {
        for (const page of pages.slice(0, kills - killed)) await crash(page);
        for (const { page } of pages) await page.close().catch(() => {});
      }
      offsetMs += Math.round(chance.between(...chance.pick(scenario.awayMs)));
    }
    /** @type {string[]} */
    let left = [];
    for (let i = 0; i < 2; i++) {
      offsetMs += LAST_AWAY_MS;
      const { page } = await open(false);
      await sleep(LAST_LIFE_MS);
      left = await page.evaluate(() => /** @type {any} */ (globalThis).shutDown());
      await page.close();
    }
    return {
      service,
      scenario: { ...scenario, processes: scenario.pages },
      kills: killed,
      diary,
      left,
      errors: [],
      evidence: 'no_clean_exit',
    };
  } finally {
    await chromium.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}
