import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { type InspectServer, startInspectServer } from '../../src/cli/inspect-server.ts';
import { otelWeb } from '../../src/policies/index.ts';
import { loadActivity } from '../../visualizer/simulate/load-activity.ts';
import { runPolicies } from '../../visualizer/simulate/run-policies.ts';
import { policies } from '../../visualizer/simulate/state.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { axeViolations, keepScreenshot, linkTo, press, says } from './support.mjs';

const FOLDER = join(ROOT, 'dist/visualizer');
const KILOBYTES_AT_FIRST = 150;

beforeAll(() => ensureBuilt());

it('loads at most 150 kB, gzipped, all views and the worker included; only what lays out other machines comes later', () => {
  const names = readdirSync(join(FOLDER, 'assets')).filter((name) => !/^(elk-worker|lay-out-machine)/.test(name));
  const assets = names.map((name) => gzipSync(readFileSync(join(FOLDER, 'assets', name))).length);
  expect(assets.reduce((sum, bytes) => sum + bytes, 0) / 1_000).toBeLessThan(KILOBYTES_AT_FIRST);
});

describe.skipIf(findChromium() === null)('trying policies in the browser', () => {
  let server: InspectServer;
  let chromium: NonNullable<Awaited<ReturnType<typeof launchChromium>>>;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    server = await startInspectServer({ folder: FOLDER, port: 0 });
    const launched = await launchChromium();
    if (!launched) throw new Error('no Chromium');
    chromium = launched;
  });
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
  });
  beforeEach(async () => {
    page = await chromium.browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(server.url).origin) && !/^(data|blob):/.test(request.url()))
        faults.push(`asked for ${request.url()}`);
    });
    await page.setViewport({ width: 1280, height: 900 });
  });
  afterEach(async () => {
    await page.close();
    expect(faults.splice(0)).toEqual([]);
  });

  const open = async (hash = linkTo()) => {
    await page.goto(server.url + hash);
    await says(page, 'per person');
  };
  const upload = async (path: string) => {
    const input = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement> | null;
    await input?.uploadFile(path);
  };
  const drop = async (name: string, text: string) => {
    const path = join(
      chromium.browser
        .process()
        ?.spawnargs.find((arg) => arg.startsWith('--user-data-dir='))
        ?.slice(16) ?? '',
      name,
    );
    writeFileSync(path, text);
    await upload(path);
  };
  const numbers = () => page.$$eval('.big-number', (found) => found.map((one) => one.textContent));

  it('counts the sessions of every policy at once, and says what each policy means', async () => {
    await open('');
    await says(page, '1,343 people, 98,993 events');
    const { results } = await runPolicies(await loadActivity({ kind: 'sample', users: 1_460, days: 7, seed: 1 }), policies.value);
    expect(await numbers()).toEqual(results.map(({ sessions }) => sessions.toLocaleString('en-US')));
    await says(page, 'Over after 30 min without activity or 4 h in all.');
    await says(page, 'one in A, several in B');
    expect(await page.$$eval('.lane .bar', (bars) => bars.length)).toBeGreaterThan(10);
  });

  it('counts what a small file holds, and follows an edited policy', async () => {
    await open();
    const rows = [0, 10, 20, 60, 61].map((minute) => `ada,${1_736_121_600 + minute * 60},click`);
    await drop('small.csv', `user,time,event\n${rows.join('\n')}\n`);
    await says(page, '1 person, 5 events');
    expect((await numbers())[0]).toBe('2');
    await press(page, 'Edit policy A');
    const field = await page.$('input[aria-describedby="fault-endAfter.inactivity"]');
    await field?.click({ count: 3 });
    await field?.type('5min');
    await page.keyboard.press('Tab');
    await press(page, 'Use it');
    await page.waitForFunction(() => document.querySelector('.big-number')?.textContent === '4');
  });

  it('names the field, what was expected and what came, where a policy is wrong', async () => {
    await open();
    await press(page, 'Edit policy A');
    await page.$eval('textarea', (area) => {
      area.value = area.value.replace('"wait"', '"sleep"').replace('1800000', '"soon"');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const told = await page.$eval('.faults', (list) => list.textContent);
    expect(told).toContain('endAfter.inactivity.ms');
    expect(told).toMatch(/then expected .*renew.*wait.*stop.*, came "sleep"/);
    expect(await page.$eval('dialog button.primary', (button) => (button as HTMLButtonElement).disabled)).toBe(true);
  });

  it.each([
    ['empty.csv', '', 'empty.csv is empty'],
    ['wrong.csv', 'a,b\n1,2\n', 'expected a column of users'],
    ['half.csv', 'user,time\nada,yesterday\n', 'has no row that can be read. Line 2'],
  ])('says what is wrong with %s', async (name, text, said) => {
    await open();
    await drop(name, text);
    await says(page, said);
  });

  it('plays, steps, jumps and sleeps on a virtual clock', async () => {
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

  it('restores all that is shown from a link, a small file included', async () => {
    await open();
    await drop('mine.csv', 'user,time_ms,event\nada,1736121600000,click\nbob,1736125600000,click\n');
    await says(page, '2 people, 2 events');
    await page.select('select[aria-label="Policy B"]', 'ga4');
    await press(page, 'Copy link');
    await page.waitForFunction(() => document.querySelector('.exports [role=status]')?.textContent !== '');
    const hash = new URL(page.url()).hash;
    await page.goto('about:blank');
    await open(hash);
    await says(page, '2 people, 2 events');
    expect(await page.$$eval('.policy-name', (names) => names.map((name) => (name as HTMLSelectElement).value))).toEqual([
      'default',
      'ga4',
    ]);
  });

  it('says where a huge file can be counted instead', async () => {
    await open();
    const path = join(tmpdir(), `sessionchart-${process.pid}.csv`);
    writeFileSync(path, 'user,time\n');
    truncateSync(path, 97 << 20);
    await upload(path);
    await says(page, 'this page takes up to 96 MB. The command line takes any size');
    rmSync(path);
  });

  it('exports what is shown as SVG, the sessions as CSV and a policy as JSON', async () => {
    await open();
    await drop('mine.csv', 'user,time_ms,event\nada,1736121600000,click\nbob,1736125600000,click\n');
    await says(page, '2 people, 2 events');
    await page.evaluate(() => {
      const files: Promise<string>[] = [];
      URL.createObjectURL = (blob) => {
        files.push((blob as Blob).text());
        return '#';
      };
      Object.assign(window, { files });
    });
    for (const name of ['Time line as SVG', 'Policy B as JSON', 'Sessions as CSV']) await press(page, name);
    await page.waitForFunction('files.length === 3');
    const [svg = '', policy = '', csv = ''] = (await page.evaluate('Promise.all(files)')) as string[];
    expect(svg).toMatch(/^<svg [\s\S]*<rect [^>]*fill="[\s\S]*<\/svg>$/);
    expect(JSON.parse(policy)).toEqual(otelWeb);
    expect(csv.split('\n').slice(0, 3)).toEqual([
      'policy,user,ordinal,start,end,start_reason,end_reason,events',
      'A default,ada,1,2025-01-06T00:00:00.000Z,2025-01-06T00:00:00.000Z,input,inactivity,1',
      'A default,bob,1,2025-01-06T01:06:40.000Z,2025-01-06T01:06:40.000Z,input,inactivity,1',
    ]);
  });

  it('says so where a link cannot be read', async () => {
    await open('#this-is-no-state-of-the-page');
    await says(page, 'The link in the address cannot be read');
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('has no axe violation and nothing beyond the edge in %s at %i px', async (scheme, width) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    await open('');
    await says(page, 'one in A, several in B');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (width > 1_000) await keepScreenshot(page, `visualizer-simulate-${scheme}.png`);
  });
});
