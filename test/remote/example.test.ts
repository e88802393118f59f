import { type ChildProcess, spawn } from 'node:child_process';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';

let example: ChildProcess;
let url: string;
let chromium: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => {
  ensureBuilt();
  example = spawn(process.execPath, ['serve.mjs'], { cwd: `${ROOT}examples/frames-and-workers`, env: { ...process.env, PORT: '0' } });
  url = await new Promise<string>((resolve) => example.stdout?.once('data', (line) => resolve(String(line).trim())));
  chromium = await launchChromium();
}, 180_000);
afterAll(async () => {
  example.kill();
  await chromium?.close();
});

const text = (page: Page, id: string) => page.$eval(`#${id}`, ({ textContent }) => textContent);

it('shows one session in the page, the frame and the worker, and its end in all three', async ({ skip }) => {
  const page = (await chromium?.browser.newPage()) ?? skip('no Chromium');
  await page.goto(url);
  const frame = await page.waitForFrame((one) => one.url().includes('/frame.html'));
  const shows = async (id: string | null) => {
    const wanted = id ?? 'none';
    await page.waitForFunction((shown) => document.getElementById('page')?.textContent === shown, {}, wanted);
    await page.waitForFunction((shown) => document.getElementById('worker')?.textContent === shown, {}, wanted);
    await frame.waitForFunction((shown) => document.getElementById('id')?.textContent === shown, {}, wanted);
  };
  await page.waitForFunction(() => document.getElementById('page')?.textContent !== 'none');
  const id = await text(page, 'page');
  expect(id).toMatch(/^[\da-f]{8}-/);
  await shows(id);
  await page.click('#work');
  await page.waitForFunction(() => document.getElementById('counted')?.textContent === '1');
  // A click of a person would be input, and begin the next session.
  await page.evaluate(() => document.getElementById('end')?.click());
  await shows(null);
});
