/**
 * What the visualizer costs, in Chromium against the built page: how long an answer takes after a change of a policy, with 100,000
 * events and four policies; the longest task of the page's own thread while it loads, answers, reads a file, zooms and pans; and
 * frames a second meanwhile. Medians, with the worst in brackets. A task of less than 50 ms is not told by browsers, and counts as 50.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { ensureBuilt } from '../scripts/bootstrap.mjs';
import { ROOT } from '../scripts/entries.mjs';
import { launchChromium } from '../test/browsers/support/chromium.mjs';
import { longestDuring, observeTasks } from './visualizer-tasks.mjs';

register('../scripts/typescript-hooks.mjs', import.meta.url);
const { startInspectServer } = await import('../src/cli/inspect-server.ts');

const ROUNDS = 9;
const ROWS = 100_000;
const FOUR = ['default', 'otel-web', 'ga4', 'datadog-browser'];

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('./visualizer-tasks.mjs').Longest} Longest */

ensureBuilt();
const server = await startInspectServer({ folder: join(ROOT, 'dist/visualizer'), port: 0 });
const chromium = await launchChromium();
const folder = mkdtempSync(join(tmpdir(), 'sessionchart-bench-'));
if (chromium) {
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the beginning\n`);
  const page = await open();
  await loads(page);
  await answers(page);
  await frames(page, 'a week of 1,343 people');
  await files(page);
  await frames(page, `one person with ${ROWS.toLocaleString('en-US')} events`);
}
await chromium?.close();
await server.close();
rmSync(folder, { recursive: true });

async function open() {
  const page = /** @type {Page} */ (await chromium?.browser.newPage());
  await page.setViewport({ width: 1_280, height: 900 });
  await observeTasks(page);
  return page;
}

/** The whole sample, four policies. */
function link() {
  const state = { v: 1, view: 'simulate', sample: 'week', policies: FOUR, pair: [0, 1], user: null, sleeps: [], window: null, at: null };
  return `#${deflateRawSync(JSON.stringify({ ...state, focus: 0 })).toString('base64url')}`;
}

/** @param {Page} page */
async function loads(page) {
  /** @type {Longest[]} */
  const longest = [];
  for (let i = 0; i < ROUNDS; i++) {
    await page.goto('about:blank');
    await page.goto(server.url + link());
    longest.push(await longestDuring(page, () => settled(page)));
  }
  console.log(`load:    longest task ${tasksTold(longest)}`);
}

/** @param {Page} page */
async function answers(page) {
  /** @type {number[]} */
  const took = [];
  /** @type {Longest[]} */
  const longest = [];
  for (let i = 0; i < ROUNDS; i++) {
    const preset = ['faro-web', 'posthog-web', 'sentry-web'][i % 3] ?? '';
    longest.push(
      await longestDuring(page, async () => {
        took.push(/** @type {number} */ (await page.evaluate(changeAndWait, preset)));
        await settled(page);
      }),
    );
  }
  console.log(`change:  four policies answer after ${told(took)} ms; longest task ${tasksTold(longest)}`);
}

/** In the page: until the numbers are those of the new policy. @param {string} preset */
function changeAndWait(preset) {
  const select = /** @type {HTMLSelectElement} */ (document.querySelector('select[aria-label="Policy D"]'));
  const startedMs = performance.now();
  select.value = preset;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  return new Promise((resolve) => {
    const look = () => (document.querySelector('.is-stale') ? requestAnimationFrame(look) : resolve(performance.now() - startedMs));
    requestAnimationFrame(look);
  });
}

/** Reads as many rows as a JSON list, which is no stream. @param {Page} page */
async function files(page) {
  const path = join(folder, 'rows.json');
  const rows = Array.from({ length: ROWS }, (_, i) => ({
    user: 'ada',
    time_ms: 1_736_121_600_000 + i * 6_000 + (i % 100 === 0 ? 3_600_000 : 0) + Math.floor(i / 100) * 3_600_000,
    event: i % 9 ? 'click' : 'background',
  }));
  writeFileSync(path, JSON.stringify(rows));
  /** @type {Longest[]} */
  const longest = [];
  for (let i = 0; i < 3; i++) {
    longest.push(
      await longestDuring(page, async () => {
        const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('input[type=file]'));
        await input.uploadFile(path);
        await page.waitForFunction(() => document.body.innerText.includes('1 person, 100,000 events'), { timeout: 60_000 });
        await settled(page);
      }),
    );
  }
  console.log(`file:    longest task while ${ROWS.toLocaleString('en-US')} rows of JSON are read, ${tasksTold(longest)}`);
}

/** @param {Page} page @param {string} of */
async function frames(page, of) {
  await page.click('.pair button:last-child');
  for (const [name, deltas] of /** @type {const} */ ([
    ['zooming', { ctrlKey: true, deltaX: 0, deltaY: 40 }],
    ['panning', { ctrlKey: false, deltaX: 60, deltaY: 0 }],
  ])) {
    /** @type {number[]} */
    const rates = [];
    const longest = await longestDuring(page, async () => {
      for (let i = 0; i < 5; i++) rates.push(/** @type {number} */ (await page.evaluate(turnWheel, deltas)));
    });
    const worst = Math.min(...rates);
    console.log(`${name}: ${median(rates).toFixed(0)} frames a second (${worst.toFixed(0)}), longest task ${tasksTold([longest])}; ${of}`);
  }
}

/** In the page: turns the wheel in every frame of one second, to and fro. @param {{ readonly ctrlKey: boolean, readonly deltaX: number, readonly deltaY: number }} deltas */
function turnWheel({ ctrlKey, deltaX, deltaY }) {
  const lanes = /** @type {Element} */ (document.querySelector('.lanes'));
  const { left, width, top } = lanes.getBoundingClientRect();
  return new Promise((resolve) => {
    const startedMs = performance.now();
    let count = 0;
    const turn = () => {
      const ms = performance.now() - startedMs;
      if (ms > 1_000) return resolve((count * 1_000) / ms);
      const sign = ms < 500 ? -1 : 1;
      const at = { clientX: left + width / 2, clientY: top + 60, bubbles: true, cancelable: true };
      lanes.dispatchEvent(new WheelEvent('wheel', { ...at, ctrlKey, deltaX: -sign * deltaX, deltaY: sign * deltaY }));
      count++;
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  });
}

/** Until everything has been counted, the curve too. @param {Page} page */
async function settled(page) {
  const isDone = () =>
    !document.querySelector('.is-stale, .plot[aria-busy="true"]') &&
    document.querySelector('.lane .bar') &&
    document.querySelector('.fate-bar');
  await page.waitForFunction(isDone, { timeout: 60_000 });
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** @param {readonly number[]} values */
function told(values) {
  return `${median(values).toFixed(0)} (${Math.max(...values).toFixed(0)})`;
}

/** @param {readonly Longest[]} longest */
function tasksTold(longest) {
  return `${told(longest.map(({ wallMs }) => wallMs))} ms, ${told(longest.map(({ cpuMs }) => cpuMs))} ms of it on the processor`;
}
