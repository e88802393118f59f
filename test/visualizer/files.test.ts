import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { defaultPolicy, otelWeb } from '../../src/policies/index.ts';
import { parseTrace, simulateTraces } from '../../src/tools/index.ts';
import { usePage } from './page.ts';
import { press, says } from './support.mjs';

const START_S = 1_736_121_600;
/** Two sessions of Ada, by the default policy. */
const TIMES = [0, 10, 20, 60, 61].map((minute) => START_S + minute * 60);
const ROWS = TIMES.map((time) => ({ user: 'ada', time, event: 'click' }));
const FILES = {
  'small.csv': `user,time,event\n${TIMES.map((time) => `ada,${time},click\n`).join('')}`,
  'small.ndjson': ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''),
  'small.json': JSON.stringify(ROWS, null, 2),
};
const traceFile = (name: string) => join(ROOT, 'parity/traces', `${name}.json`);

describe.skipIf(findChromium() === null)('files in the browser', () => {
  const visited = usePage();
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it.each(Object.entries(FILES))('counts and plays %s, chosen and dropped', async (name, text) => {
    const { page, open, choose, drop, numbers } = visited();
    const path = written(name, text);
    for (const take of [choose, drop]) {
      await open();
      await take(path);
      await says(page, '1 person, 5 events');
      expect((await numbers())[0]).toBe('2');
      await press(page, 'To the start');
      await press(page, 'Next event');
      expect(Date.parse(`${await page.$eval('input[type=datetime-local]', (input) => input.value)}Z`)).toBe(START_S * 1_000);
      await says(page, 'Last: input');
    }
  });

  it.each(['two-tabs-share', 'reload-after-45m', 'freeze-overnight', 'basic'])('counts and plays the trace %s', async (name) => {
    const { page, open, drop, numbers } = visited();
    await open();
    await drop(traceFile(name));
    await says(page, '1 trace of a browser');
    const trace = parseTrace(JSON.parse(readFileSync(traceFile(name), 'utf8')));
    const { policies } = simulateTraces([{ name, trace }], { policies: [defaultPolicy, otelWeb] });
    expect(await numbers()).toEqual(policies.map(({ sessions }) => `${sessions}`));
    await page.waitForFunction(() => document.querySelectorAll('.lane:has(.bar)').length === 2);
    await press(page, 'To the start');
    await page.focus('.lanes');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await says(page, 'Last: started: ');
    await press(page, 'Put the device to sleep');
    await says(page, 'asleep 8 h from');
  });

  it('takes several traces of one file for several browsers', async () => {
    const { page, open, choose } = visited();
    await open();
    await choose(
      written('traces.ndjson', ['reload-10m', 'idle-30m-plus'].map((name) => readFileSync(traceFile(name), 'utf8').trim()).join('\n')),
    );
    await says(page, '2 traces of browsers');
  });

  it.each([
    ['empty.csv', '', 'empty.csv is empty: expected rows of user, time and event'],
    ['wrong.csv', 'a,b\n1,2\n', 'such as user_id or user, came "a", "b"; give one of these that name in the file'],
    ['half.csv', 'user,time\nada,yesterday\n', 'has no row that can be read. Line 2'],
    [
      'cut.json',
      '[{"user":"ada","time":1}, {"us',
      'cut.json: expected rows of user, time and event (CSV with a header, NDJSON, or a JSON list), or a trace',
    ],
    ['other.json', '{"openapi":"3.1.0","paths":{}}', 'expected a column of users, such as user_id or user, came "openapi"'],
    ['policy.json', JSON.stringify(defaultPolicy, null, 2), 'policy.json is a policy, no activity: paste it where a policy is edited'],
    ['none.json', '[]', 'came an empty list'],
    ['picture.csv', new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]), 'came a file that is no text'],
    ['bad-trace.json', '{"steps": [[0, "activity"], [5, "jump"]]}', 'steps[1]: do: expected one of activity, dom'],
    ['closed.json', '{"steps": [[0, "close"], [5, "activity"]]}', 'activity at 5 ms: expected an open tab'],
  ])('says what is wrong with %s', async (name, content, said) => {
    const { page, open, drop, choose, numbers } = visited();
    await open();
    await drop(written(name, content));
    await says(page, said);
    // Nothing is shown of what was there before.
    await says(page, 'Nothing to count.');
    expect(await numbers()).toEqual([]);
    expect(await page.$$eval('.exports button:disabled', (all) => all.map(({ textContent }) => textContent))).toEqual([
      'Time line as SVG',
      'Sessions as CSV',
    ]);
    // What comes next is counted as if nothing had been.
    await choose(written('after.csv', FILES['small.csv']));
    await says(page, '1 person, 5 events');
    expect(await page.$$('.failure')).toEqual([]);
  });

  it('says where a huge file can be counted instead, at once', async () => {
    const { page, open, drop } = visited();
    await open();
    const path = written('huge.csv', 'user,time\n');
    truncateSync(path, 200 << 20);
    await drop(path);
    await says(
      page,
      'huge.csv has 200 MB; this page takes up to 96 MB. The command line takes any size: npx sessionchart simulate huge.csv',
    );
  });
});
