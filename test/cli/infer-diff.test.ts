import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionchart-'));
  const minute = (m: number) => new Date(Date.UTC(2025, 0, 6, 9, m)).toISOString();
  writeFileSync(at('a.csv'), `user,time,event\n${[0, 20, 60].map((m) => `ann,${minute(m)},page_view`).join('\n')}\n`);
  const steps = [
    [1_000, 'activity'],
    [2_000, 'sample'],
    [900_000, 'activity'],
    [900_500, 'sample'],
    [1_800_000, 'activity'],
    [1_800_500, 'sample'],
    [2_700_002, 'activity'],
    [2_700_500, 'sample'],
  ];
  writeFileSync(at('seen.json'), JSON.stringify({ steps, sessions: ['a', 'a', 'a', 'b'] }));
  const rows = [
    ['ann', 0, 'a'],
    ['bob', 3, 'x'],
    ['ann', 25, 'a'],
    ['bob', 32, 'x'],
    ['ann', 56, 'b'],
    ['bob', 63, 'y'],
  ] as const;
  writeFileSync(
    at('ids.csv'),
    `user,time,event,session_id\n${rows.map(([user, m, id]) => `${user},${minute(m)},page_view,${id}`).join('\n')}\n`,
  );
  writeFileSync(at('bad.ndjson'), '{"steps":[],"sessions":[]}\n{"steps":[]}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const terminal = {
    stdin: (async function* () {})(),
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    isInteractive: false,
    columns: 100,
  };
  const code = await main(args, terminal as unknown as Parameters<typeof main>[1]);
  return { code, out, err };
}

it('tells what a longer timeout merges', async () => {
  const { code, out } = await run('diff', '--from', 'inactivity=15m', '--to', 'inactivity=30m', at('a.csv'));
  expect(code).toBe(0);
  expect(out).toContain('From inactivity=15m to inactivity=30m: 3 sessions become 2');
  expect(out).toMatch(/merged +2 → 1 +several become one/);
  expect(out).toContain(
    'merged, by 20 min: ann\n    from  2025-01-06 09:00:00 +0 s, 2025-01-06 09:20:00 +0 s\n    to    2025-01-06 09:00:00 +20 min',
  );
});

it('says so where nothing changes', async () => {
  const { out } = await run('diff', '--from', 'ga4', '--to', 'ga4', at('a.csv'));
  expect(out).toContain('Nothing changes.');
});

it('finds the presets that explain ids, and the timeout with its interval', async () => {
  const { code, out } = await run('infer', at('seen.json'));
  expect(code).toBe(0);
  expect(out).toMatch(/\* splunk-web +100 % of 4 samples/);
  const { inactivity } = JSON.parse((await run('infer', '--json', at('seen.json'))).out);
  expect(inactivity.atLeastMs).toBeGreaterThan(899_000);
  expect(inactivity.atMostMs).toBeLessThanOrEqual(900_002);
});

it('finds the timeout in a CSV that has the ids, within what the rows allow', async () => {
  const { code, out } = await run('infer', '--json', at('ids.csv'));
  expect(code).toBe(0);
  const { inactivity, presets } = JSON.parse(out);
  expect(presets[0]).toMatchObject({ agreeing: 6, samples: 6 });
  expect(presets.find(({ policy }: { policy: string }) => policy === 'datadog-browser').agreeing).toBeLessThan(6);
  expect(inactivity.atLeastMs).toBeGreaterThan(29 * 60_000);
  expect(inactivity.atMostMs).toBeLessThanOrEqual(31 * 60_000);
  const { err } = await run('infer', at('a.csv'));
  expect(err).toContain('--session: expected one of the columns "user", "time", "event", came "session_id"');
});

it.each([
  [['diff', '--from', 'ga4'], 'diff: expected --from POLICY and --to POLICY'],
  [['diff', '--from', 'ga4', '--to', 'ga4'], 'diff: expected at least one FILE'],
  [['infer'], 'infer: expected at least one FILE'],
])('says what is missing in %j', async (args, message) => {
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

it('names the line of an observation that is none', async () => {
  const { code, err } = await run('infer', at('bad.ndjson'));
  expect(code).toBe(1);
  expect(err).toContain('bad.ndjson:2: expected a list "sessions" of ids or null');
});
