import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';

const M = 60_000;
const STEPS = [
  [1_000, 'activity'],
  [2_000, 'sample'],
  { t: M, do: 'open', tab: 'B' },
  { t: 2 * M, do: 'freeze', tab: 'A' },
  { t: 20 * M, do: 'activity', tab: 'B' },
  { t: 21 * M, do: 'close', tab: 'B' },
  { t: 22 * M, do: 'resume', tab: 'A' },
  [23 * M, 'bfcacheIn'],
  [24 * M, 'bfcacheOut'],
  [25 * M, 'reload'],
  [26 * M, 'clock', 10 * M],
  [55 * M, 'sample'],
  [56 * M, 'activity'],
  [57 * M, 'sample'],
  [58 * M, 'crash'],
];
const TRACE = JSON.stringify({ steps: STEPS });
const NARROW = ['--policy', 'inactivity=30m', '--policy', 'inactivity=15m'];
let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionchart-'));
  writeFileSync(at('a.json'), TRACE);
  writeFileSync(at('pretty.json'), JSON.stringify({ about: 'a trace', steps: STEPS }, null, 2));
  writeFileSync(at('a.json.gz'), gzipSync(TRACE));
  writeFileSync(at('lines.ndjson'), `${TRACE}\n\n${TRACE}\n`);
  writeFileSync(at('list.json'), `[${TRACE},${TRACE}]`);
  writeFileSync(at('rows.ndjson'), '{"user_id":"ann","timestamp_ms":1736154000000,"event":"steps"}\n'.repeat(2));
  writeFileSync(
    at('wrong.json'),
    JSON.stringify({
      steps: [
        [0, 'activity'],
        [1, 'clik'],
      ],
    }),
  );
  writeFileSync(at('cut.json'), TRACE.slice(0, -5));
  writeFileSync(
    at('gone.json'),
    JSON.stringify({
      steps: [
        [0, 'close'],
        [1, 'activity'],
      ],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], stdin: string | Uint8Array = '') {
  const told = { out: '', err: '' };
  async function* chunks() {
    const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    for (let from = 0; from < bytes.length; from += 100) yield bytes.subarray(from, from + 100);
  }
  const code = await main(args, {
    stdin: chunks(),
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    isInteractive: false,
    columns: 100,
  });
  return { code, ...told };
}
const sessions = async (args: readonly string[], stdin?: string | Uint8Array) => {
  const { code, out, err } = await run(['simulate', ...args, ...NARROW, '--json'], stdin);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as { policies: { sessions: number }[] }).policies.map((policy) => policy.sessions);
};

it('plays a trace through policies, side by side, and shows which session each sample saw', async () => {
  const { code, out, err } = await run(['simulate', at('a.json'), ...NARROW]);
  expect([code, err]).toEqual([0, '']);
  expect(out.replace(folder, 'DATA').replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "DATA/a.json · 58 min, 3 samples

                                     inactivity=30m          inactivity=15m
    ───────────────────────────────────────────────────────────────────────
    events                                       10                      10
    users                                         1                       1
    bad lines                                     0                       0

    sessions                                      2                       3
    sessions per user                          2.00                    3.00

    duration  median                         250 ms                   2 min
              p95                            25 min                   5 min
              max                            25 min                   5 min

    ended by  inactivity                 2    100 %              3    100 %

    single-event sessions                1   50.0 %              1   33.3 %

    inactivity=30m, seen at the samples: 1 – 2.
    inactivity=15m, seen at the samples: 1 – 2.
    "
  `);
});

it('knows a trace by its content: in one line or many, in a list, by the line, packed, and on standard input', async () => {
  const [one] = [await sessions([at('a.json')])];
  for (const file of ['pretty.json', 'a.json.gz']) expect(await sessions([at(file)])).toEqual(one);
  expect(await sessions(['-'], TRACE)).toEqual(one);
  expect(await sessions(['-'], gzipSync(TRACE))).toEqual(one);
  const two = one.map((count) => 2 * count);
  for (const files of [['lines.ndjson'], ['list.json'], ['a.json', 'pretty.json']]) expect(await sessions(files.map(at))).toEqual(two);
  const rows = await run(['simulate', at('rows.ndjson'), '--json']);
  expect(JSON.parse(rows.out)).toMatchObject({ events: 2, users: 1 });
});

it('writes the sessions of a trace with their tabs', async () => {
  await run(['simulate', at('a.json'), '--policy', 'inactivity=30m', '--out', at('out.ndjson')]);
  const lines = readFileSync(at('out.ndjson'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line)).map(({ ordinal, tabs, endReason }) => [ordinal, tabs, endReason])).toEqual([
    [1, ['A', 'B'], 'inactivity'],
    [2, ['A'], 'inactivity'],
  ]);
});

it('says what a move changes for a trace', async () => {
  const { code, out } = await run(['diff', '--from', 'inactivity=15m', '--to', 'inactivity=30m', at('a.json')]);
  expect(code).toBe(0);
  expect(out).toMatch(/merged +2 → 1 +several become one/);
  const { fates, examples } = JSON.parse((await run(['diff', '--json', '--from', 'ga4', '--to', 'ga4', at('a.json')])).out);
  expect(fates.same).toEqual({ moves: 2, from: 2, to: 2 });
  expect(examples).toEqual([]);
});

it.each([
  [['wrong.json'], 1, 'wrong.json: steps[1]: do: expected one of activity, dom'],
  [['cut.json'], 1, 'cut.json: expected a trace as JSON, came'],
  [['gone.json'], 1, 'gone.json: activity at 1 ms: expected an open tab, tab A is not'],
  [['rows.ndjson', '--format', 'trace'], 1, 'rows.ndjson:1: expected an object with a list "steps", came {"user_id"'],
  [['a.json', '--format', 'csv'], 1, 'a.json: expected'],
  [['a.json', '--user', 'who'], 2, '--user: expected with activity only, came with a trace'],
  [['a.json', 'rows.ndjson'], 2, 'expected traces alone, or activity alone, came both'],
])('says what is wrong with %j', async ([file = '', ...args], code, message) => {
  const files = [file, ...args].map((arg) => (/\.(nd)?json$/.test(arg) ? at(arg) : arg));
  for (const command of [['simulate'], ['diff', '--from', 'ga4', '--to', 'default']]) {
    const told = await run([...command, ...files]);
    expect([told.code, told.out]).toEqual([code, '']);
    expect(told.err).toContain(message);
  }
});
