import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { loadActivity } from '../../visualizer/simulate/load-activity.ts';
import { comparePolicies, runPolicies } from '../../visualizer/simulate/run-policies.ts';
import { policies } from '../../visualizer/simulate/state.ts';
import { FOLDER, usePage } from './page.ts';
import { axeViolations, keepScreenshot, press, says } from './support.mjs';

const KILOBYTES_AT_FIRST = 150;

beforeAll(() => ensureBuilt());

it('loads at most 150 kB, gzipped, all views and the worker included; only what lays out other machines comes later', () => {
  const names = readdirSync(join(FOLDER, 'assets')).filter((name) => !/^(elk-worker|lay-out-machine)/.test(name));
  const assets = names.map((name) => gzipSync(readFileSync(join(FOLDER, 'assets', name))).length);
  expect(assets.reduce((sum, bytes) => sum + bytes, 0) / 1_000).toBeLessThan(KILOBYTES_AT_FIRST);
});

describe.skipIf(findChromium() === null)('trying policies in the browser', () => {
  const visited = usePage();

  it('counts the sessions of every policy at once, and says what each policy means and what changes', async () => {
    const { page, open, numbers } = visited();
    await open('');
    await says(page, '1,343 people, 98,993 events');
    const run = await runPolicies(await loadActivity({ kind: 'sample', users: 1_460, days: 7, seed: 1 }), policies.value);
    expect(await numbers()).toEqual(run.results.map(({ sessions }) => sessions.toLocaleString('en-US')));
    await says(page, 'Over after 30 min without activity or 4 h in all.');
    const { fates, examples } = comparePolicies(run, [0, 1]);
    const split = fates.get('split');
    await says(page, `Split ${split?.from.toLocaleString('en-US')} → ${split?.to.toLocaleString('en-US')} one in A, several in B`);
    expect(await page.$$eval('.differences tbody th strong', (names) => names.map(({ textContent }) => textContent))).toEqual(
      examples.map(({ user }) => user),
    );
    expect(await page.$$eval('.lane .bar', (bars) => bars.length)).toBeGreaterThan(10);
  });

  it('brings the time line to a session that changes', async () => {
    const { page, open } = visited();
    await open('');
    await says(page, 'one in A, several in B');
    const name = await page.$eval('.differences tbody th strong', ({ textContent }) => textContent);
    await page.click('.differences tbody button');
    await page.waitForFunction((user) => document.querySelector<HTMLInputElement>('input[aria-label=Person]')?.value === user, {}, name);
  });

  it('follows an edited policy', async () => {
    const { page, open, numbers } = visited();
    await open();
    const [before = ''] = await numbers();
    await press(page, 'Edit policy A');
    const field = await page.$('input[aria-describedby="fault-endAfter.inactivity"]');
    await field?.click({ count: 3 });
    await field?.type('5min');
    await page.keyboard.press('Tab');
    await press(page, 'Use it');
    await page.waitForFunction(
      (count) => Number(document.querySelector('.big-number')?.textContent?.replace(',', '')) > Number(count),
      {},
      before?.replace(',', ''),
    );
    await says(page, 'Over after 5 min without activity');
  });

  it('names the field, what was expected and what came, where a policy is wrong', async () => {
    const { page, open } = visited();
    await open();
    await press(page, 'Edit policy A');
    await page.$eval('textarea', (area) => {
      area.value = area.value.replace('"wait"', '"sleep"').replace('1800000', '"soon"');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const told = await page.$eval('.faults', (list) => list.textContent);
    expect(told).toContain('endAfter.inactivity.ms');
    expect(told).toMatch(/then expected .*renew.*wait.*stop.*, came "sleep"/);
    expect(await page.$eval('[id="fault-endAfter.inactivity"]', ({ textContent }) => textContent)).toMatch(/expected .*, came "soon"/);
    expect(await page.$eval('dialog button.primary', (button) => (button as HTMLButtonElement).disabled)).toBe(true);
  });

  it('plays, steps, jumps and sleeps on a virtual clock', async () => {
    const { page, open } = visited();
    await open();
    const at = () => page.$eval('input[type=datetime-local]', (input) => input.value);
    await press(page, 'To the start');
    await press(page, 'Next event');
    const first = await at();
    await press(page, 'Next event');
    expect(Date.parse(await at())).toBeGreaterThanOrEqual(Date.parse(first));
    await press(page, 'Play');
    await page.waitForFunction(
      (from) =>
        Date.parse(document.querySelector<HTMLInputElement>('input[type=datetime-local]')?.value ?? '') > Date.parse(from) + 600_000,
      {},
      first,
    );
    await press(page, 'Pause');
    await page.click('summary');
    await page.waitForSelector('details tbody tr');
    const table = () => page.$eval('details tbody', (body) => body.textContent);
    const before = await table();
    await press(page, 'To the start');
    await press(page, 'Next event');
    await page.focus('.lanes');
    await page.keyboard.press('ArrowRight');
    await press(page, 'Put the device to sleep');
    await says(page, 'asleep 8 h from');
    await page.waitForFunction((text) => document.querySelector('details tbody')?.textContent !== text, {}, before);
  });

  it('is used by keyboard alone: every control is reached, shows its focus, and does its work', async () => {
    const { page, open } = visited();
    await open();
    await page.waitForSelector('.differences tbody button');
    const controls = 'a[href], button:not(:disabled), select, input, textarea, summary, [tabindex="0"]';
    const wanted = await page.$$eval(controls, (found) => found.filter((one) => (one as HTMLInputElement).type !== 'radio').length);
    const reached = new Set<number>();
    for (let i = 0; i < wanted * 2; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate((selector) => {
        const now = document.activeElement as HTMLElement;
        const shown = now.closest('label.button, label.state-chip') ?? now;
        return {
          index: [...document.querySelectorAll(selector)].indexOf(now),
          outline: getComputedStyle(shown).outlineStyle,
          what: now.outerHTML.slice(0, 80),
        };
      }, controls);
      if (at.index < 0) break;
      reached.add(at.index);
      expect(at.outline, at.what).not.toBe('none');
    }
    expect(reached.size).toBeGreaterThanOrEqual(wanted);
    await page.focus('[aria-label="Edit policy A"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
    await page.focus('.lanes');
    const ticks = () => page.$$eval('#lanes-svg .axis text', (texts) => texts.map(({ textContent }) => textContent).join());
    const all = await ticks();
    for (const key of ['+', '+', 'PageDown'] as const) await page.keyboard.press(key);
    await page.waitForFunction(
      (before) => [...document.querySelectorAll('#lanes-svg .axis text')].map((one) => one.textContent).join() !== before,
      {},
      all,
    );
    await page.focus('.states input');
    await page.keyboard.press('ArrowRight');
    expect(await page.$eval('.states label:nth-child(2) input', (input) => (input as HTMLInputElement).checked)).toBe(true);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no axe violation and nothing beyond the edge in %s at %i px', async (scheme, width) => {
    const { page, open } = visited();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    await open('');
    await says(page, 'one in A, several in B');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await press(page, 'Edit policy A');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    if (width < 1_000) return;
    await keepScreenshot(page, `visualizer-simulate-${scheme}.png`);
    await keepScreenshot(page, `visualizer-timeline-${scheme}.png`, 'section:has(#person-title)');
    await keepScreenshot(page, `visualizer-changes-${scheme}.png`, 'section:has(#difference-title)');
  });
});
