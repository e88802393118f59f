import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { otelWeb } from '../../src/policies/index.ts';
import { usePage } from './page.ts';
import { press, says } from './support.mjs';

describe.skipIf(findChromium() === null)('what leaves the page', () => {
  const visited = usePage();
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-export-'));
  const mine = join(folder, 'mine.csv');
  writeFileSync(mine, 'user,time_ms,event\nada,1736121600000,click\nbob,1736125600000,click\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  const copied = async () => {
    const { page } = visited();
    await press(page, 'Copy link');
    await page.waitForFunction(() => document.querySelector('.exports [role=status]')?.textContent !== '');
    const { hash } = new URL(page.url());
    await page.goto('about:blank');
    return hash;
  };
  const shown = () =>
    visited().page.evaluate(() => ({
      policies: [...document.querySelectorAll<HTMLSelectElement>('.policy-name')].map(({ value }) => value),
      clock: document.querySelector<HTMLInputElement>('input[type=datetime-local]')?.value,
      pair: [...document.querySelectorAll<HTMLSelectElement>('.pair select')].map(({ value }) => value),
      person: document.querySelector<HTMLInputElement>('input[aria-label=Person]')?.value,
      slept: [...document.querySelectorAll('.controls .chip')].map(({ textContent }) => textContent),
      axis: [...document.querySelectorAll('#lanes-svg .axis text')].map(({ textContent }) => textContent),
      bars: [...document.querySelectorAll('#lanes-svg .bar title')].map(({ textContent }) => textContent),
      chosen: document.querySelector<HTMLInputElement>('.states input:checked')?.parentElement?.textContent,
    }));

  it('restores all that is shown from a link: zoom, clock, sleep, pair, an edited policy', async () => {
    const { page, open } = visited();
    await open();
    await page.select('select[aria-label="Policy B"]', 'ga4');
    await press(page, 'Edit policy A');
    await page.$eval('input[aria-describedby="fault-endAfter.inactivity"]', (input) => {
      (input as HTMLInputElement).value = '7min';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await press(page, 'Use it');
    await press(page, 'Next person');
    for (let i = 0; i < 3; i++) await press(page, 'Zoom in');
    await press(page, 'Next event');
    await press(page, 'Put the device to sleep');
    await page.select('select[aria-label="From policy"]', '1');
    await page.select('select[aria-label="To policy"]', '0');
    await page.click('.states label:nth-child(2)');
    await says(page, 'asleep 8 h from');
    await page.waitForFunction(() => document.querySelector('.difference-head')?.textContent?.includes('sessions by B become'));
    const before = await shown();
    await open(await copied());
    await page.waitForFunction(() => document.querySelectorAll('#lanes-svg .bar').length > 0);
    await page.waitForFunction((bars) => document.querySelectorAll('#lanes-svg .bar').length === bars, {}, before.bars.length);
    expect(await shown()).toEqual(before);
    await says(page, 'Over after 7 min without activity');
  });

  it.each([
    ['a small file', mine, '2 people, 2 events'],
    ['a trace', join(ROOT, 'parity/traces/two-tabs-share.json'), '1 trace of a browser'],
  ])('takes %s along in the link', async (_, path, said) => {
    const { page, open, choose } = visited();
    await open();
    await choose(path);
    await says(page, said);
    await open(await copied());
    await says(page, said);
  });

  it('says so where a link cannot be read', async () => {
    const { page, open } = visited();
    await open('#this-is-no-state-of-the-page');
    await says(page, 'The link in the address cannot be read');
  });

  it('exports what is shown as SVG, the sessions as CSV and a policy as JSON', async () => {
    const { page, open, choose } = visited();
    await open();
    await choose(mine);
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
});
