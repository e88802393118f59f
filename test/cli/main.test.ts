import {
  createReadStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  ReadStream,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionchart-'));
  writeFileSync(at('a.csv'), CSV);
  writeFileSync(at('a.csv.gz'), Buffer.concat([gzipSync(CSV.slice(0, 100)), gzipSync(CSV.slice(100))]));
  writeFileSync(at('bad.csv'), `${CSV}${'ann,never,click\n'.repeat(12)}`);
  writeFileSync(
    at('policy.json'),
    JSON.stringify({
      name: 'mine',
      startOn: ['input'],
      extendOn: ['input'],
      endAfter: { inactivity: { ms: 900_000 } },
      then: 'wait',
      scope: 'tab',
    }),
  );
  writeFileSync(
    at('broken.json'),
    JSON.stringify({ name: 'mine', startOn: ['click'], extendOn: [], endAfter: {}, then: 'later', scope: 'tab' }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (file: string) => join(folder, file);
const minutes = [0, 10, 30, 50, 200];
const CSV = `who,timestamp_ms,event\n${minutes.map((minute) => `ann,${EPOCH_MS + minute * MINUTE_MS},click\n`).join('')}bob,${EPOCH_MS},click\n`;
const USER = ['--user', 'who'];

async function run(args: readonly string[], { stdin = '' as string | Uint8Array | ReadStream, isInteractive = false } = {}) {
  const told = { out: '', err: '' };
  async function* chunks(text: string | Uint8Array) {
    yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
  }
  const code = await main(args, {
    stdin: stdin instanceof ReadStream ? stdin : chunks(stdin),
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    isInteractive,
    columns: 100,
  });
  return { code, ...told };
}
const sessions = async (args: readonly string[], stdin?: string | Uint8Array) => {
  const { code, out, err } = await run(['simulate', ...args, '--json', ...USER], stdin === undefined ? {} : { stdin });
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as { policies: { policy: string; sessions: number }[] }).policies.map((policy) => policy.sessions);
};

it('prints policies side by side in 100 columns', async () => {
  const { code, out, err } = await run([
    'simulate',
    at('a.csv'),
    '--policy',
    'default',
    '--policy',
    'inactivity=15m',
    '--policy',
    'default,inactivity=60m,duration=40m',
    ...USER,
  ]);
  expect([code, err]).toEqual([0, '']);
  expect(out.replace(folder, 'DATA').replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "DATA/a.csv · 2023-11-14 to 2023-11-14 UTC

                                                                                           default,
                                                                                    inactivity=60m,
                                            default          inactivity=15m            duration=40m
    ───────────────────────────────────────────────────────────────────────────────────────────────
    events                                        6                       6                       6
    users                                         2                       2                       2
    bad lines                                     0                       0                       0

    sessions                                      3                       5                       4
    sessions per user                          1.50                    2.50                    2.00

    duration  median                            0 s                     0 s                  40 min
              p95                            50 min                  10 min                  40 min
              max                            50 min                  10 min                  40 min

    ended by  inactivity                 3    100 %              5    100 %              0
              max duration               0                       0                       4    100 %

    single-event sessions                2   66.7 %              4   80.0 %              3   75.0 %

    Taken as activity: click 6.
    "
  `);
});

it('puts policies that do not fit below each other', async () => {
  const policies = [
    'default',
    'otel-web',
    'otel-android',
    'otel-swift',
    'datadog-browser',
    'faro-web',
    'ga4',
    'inactivity=15m,duration=4h,then=renew',
  ];
  const { out } = await run(['simulate', at('a.csv'), ...policies.flatMap((policy) => ['--policy', policy]), ...USER]);
  const lines = out.split('\n');
  expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.filter((line) => line.startsWith('sessions per user'))).toHaveLength(2);
});

it('reads files, gzip and standard input alike, in whatever order', async () => {
  const policy = ['--policy', 'inactivity=30m'];
  const [header, ...rows] = CSV.trim().split('\n');
  const backwards = [header, ...rows.reverse()].join('\n');
  const expected = [3];
  expect(await sessions([at('a.csv'), ...policy])).toEqual(expected);
  expect(await sessions([at('a.csv.gz'), ...policy])).toEqual(expected);
  expect(await sessions(['-', ...policy], CSV)).toEqual(expected);
  expect(await sessions(['-', ...policy], gzipSync(CSV))).toEqual(expected);
  expect(await sessions(['-', ...policy], backwards)).toEqual(expected);
});

it('reports at most ten bad lines of a file, counts all, and stops at the first if strict', async () => {
  const { code, out, err } = await run(['simulate', at('bad.csv'), '--json', ...USER]);
  expect(code).toBe(0);
  expect(err.split('\n')).toHaveLength(12);
  expect(err).toContain(`${at('bad.csv')}:8: timestamp_ms: expected a number of milliseconds, came "never"\n`);
  expect(err).toContain(`${at('bad.csv')}: 12 bad lines left out, 2 of them not shown\n`);
  expect(JSON.parse(out)).toMatchObject({ events: 6, badLines: [{ source: at('bad.csv'), count: 12 }] });
  const strict = await run(['simulate', at('bad.csv'), '--strict', '--out', at('strict.csv'), ...USER]);
  expect(strict).toEqual({ code: 1, out: '', err: `${at('bad.csv')}:8: timestamp_ms: expected a number of milliseconds, came "never"\n` });
  expect(readdirSync(folder).filter((file) => file.startsWith('strict'))).toEqual([]);
});

it('writes the sessions as CSV and as NDJSON', async () => {
  const args = ['simulate', at('a.csv'), '--policy', at('policy.json'), ...USER];
  expect((await run([...args, '--out', at('out.csv')])).code).toBe(0);
  const line = (user: string, ordinal: number, from: number, to: number, events: number) =>
    `mine,${user},${ordinal},${EPOCH_MS + from * MINUTE_MS},${EPOCH_MS + to * MINUTE_MS},${(to - from) * MINUTE_MS},${events},input,inactivity`;
  expect(readFileSync(at('out.csv'), 'utf8').trim().split('\n')).toEqual([
    'policy,user,session,start_time_ms,end_time_ms,duration_ms,events,start_reason,end_reason',
    line('ann', 1, 0, 10, 2),
    line('ann', 2, 30, 30, 1),
    line('ann', 3, 50, 50, 1),
    line('ann', 4, 200, 200, 1),
    line('bob', 1, 0, 0, 1),
  ]);
  expect((await run([...args, '--out', at('out.ndjson')])).code).toBe(0);
  const [first] = readFileSync(at('out.ndjson'), 'utf8').split('\n');
  expect(JSON.parse(first!)).toEqual({
    policy: 'mine',
    user: 'ann',
    ordinal: 1,
    startTimeMs: EPOCH_MS,
    endTimeMs: EPOCH_MS + 10 * MINUTE_MS,
    startReason: 'input',
    endReason: 'inactivity',
    events: 2,
  });
});

it('refuses to write the sessions over any file that it reads, however it is spelt', async () => {
  mkdirSync(at('same'));
  const inside = (file: string) => join(folder, 'same', file);
  writeFileSync(inside('a.csv'), CSV);
  writeFileSync(inside('b.csv'), CSV);
  writeFileSync(inside('c.csv.partial'), CSV);
  writeFileSync(inside('t.jsonl'), '{"steps": [[0, "activity"]]}');
  symlinkSync(inside('b.csv'), inside('symbolic.csv'));
  symlinkSync(inside('a.csv'), inside('d.csv.partial'));
  linkSync(inside('b.csv'), inside('hard.csv'));
  const files = readdirSync(inside(''));
  const outs = ['a.csv', 'b.csv', '../same/b.csv', 'symbolic.csv', 'hard.csv', 'c.csv', 'd.csv', 't.jsonl'].map(
    (file) => `${inside('.')}/${file}`,
  );
  for (const out of [...outs, relative(process.cwd(), inside('b.csv'))]) {
    const inputs = out.endsWith('t.jsonl') ? [inside('t.jsonl')] : [inside('a.csv'), inside('b.csv'), inside('c.csv.partial')];
    const { code, err, out: told } = await run(['simulate', ...inputs, '--out', out, ...USER]);
    expect([out, code, told]).toEqual([out, 2, '']);
    expect(err).toMatch(/--out: expected a file other than the input ".*", came "/);
  }
  const stdin = createReadStream('', { fd: openSync(inside('a.csv'), 'r') });
  const { code, err } = await run(['simulate', '-', '--out', inside('a.csv'), ...USER], { stdin });
  expect([code, err.includes('--out: expected a file other than the input "-", came ')]).toEqual([2, true]);
  expect(readdirSync(inside(''))).toEqual(files);
  for (const file of ['a.csv', 'b.csv', 'c.csv.partial']) expect(readFileSync(inside(file), 'utf8')).toBe(CSV);
});

it('takes events as they are mapped', async () => {
  const only = ['--policy', 'otel-swift'];
  expect(await sessions([at('a.csv'), ...only, '--map', 'click=navigation'])).toEqual([0]);
  expect(await sessions([at('a.csv'), ...only, '--map', '*=telemetry.logs'])).toEqual([3]);
  const { out } = await run(['simulate', at('a.csv'), ...only, '--map', 'click=navigation', ...USER]);
  expect(out.replaceAll('\n  ', ' ')).toContain(
    "otel-swift: no row starts a session; it starts on telemetry.traces, telemetry.logs. Try --map '*=activity'",
  );
});

it.each([
  [[], 2, 'expected a command: simulate, diff, infer, sql, audit, policies, demo, inspect, sample'],
  [['simulat'], 2, 'there is no command "simulat"; did you mean simulate?'],
  [['simulate'], 2, 'simulate: expected at least one FILE'],
  [['simulate', 'a.csv', '--polcy', 'x'], 2, 'there is no option "--polcy"; did you mean --policy?'],
  [['simulate', 'a.csv', '--zzz'], 2, 'there is no option "--zzz"; expected one of --policy, --user,'],
  [
    ['simulate', 'a.csv', '--policy', 'datadog'],
    2,
    'there is no preset "datadog"; did you mean datadog-android or datadog-browser or datadog-ios?',
  ],
  [['simulate', 'a.csv', '--policy', 'defualt'], 2, 'did you mean default?'],
  [
    ['simulate', 'a.csv', '--policy', 'default,inactivity=soon'],
    2,
    'inactivity: expected a span such as 15m, 4h, 90s or 1d, or none, came "soon"',
  ],
  [['simulate', 'a.csv', '--time-unit', 'us'], 2, '--time-unit: expected one of s, ms, iso, came "us"'],
  [['simulate', 'a.csv', '--map', 'a=b'], 2, '--map: expected a trigger such as input.click or navigation, or activity, came "b"'],
  [['simulate', 'nowhere.csv'], 1, 'nowhere.csv: there is no such file'],
  [['simulate', 'nowhere.csv', '--policy', 'nowhere.json'], 1, 'nowhere.json: there is no such file'],
  [['sample', '--users', 'many'], 2, '--users: expected a whole number of at least 1, came "many"'],
  [['demo', 'x'], 2, 'demo: expected no arguments, came "x"'],
])('says what is wrong with %j', async (args, code, message) => {
  const told = await run(args);
  expect(told.code).toBe(code);
  expect(told.out).toBe('');
  expect(told.err).toContain(message);
});

it.each([
  ['a JSON list', '[\n  {"user":"ann","time":1}]', "came a JSON list; one object a line is NDJSON: jq -c '.[]'"],
  ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le'), 'came UTF-16, or no text at all'],
  ['bytes', new Uint8Array([137, 80, 78, 71, 0, 0, 13]), 'came UTF-16, or no text at all'],
])('refuses %s by what it is', async (_, stdin, message) => {
  const { code, out, err } = await run(['simulate', '-'], { stdin });
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(`standard input: expected CSV, NDJSON or traces in UTF-8, ${message}\n`);
});

it('tells which release it is', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const flag of ['--version', '-v']) expect(await run([flag])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

it('tells mapped names that no row has, on standard error, so that JSON stays whole', async () => {
  const args = ['simulate', at('a.csv'), '--map', 'clik=input.click,click=input.click,*=activity', ...USER];
  expect((await run(args)).err).toBe('--map: no row has the event "clik"\n');
  expect(JSON.parse((await run([...args, '--json'])).out)).toMatchObject({ events: 6 });
});

it('calls standard input by its name', async () => {
  expect((await run(['simulate', '-', ...USER], { stdin: CSV })).out).toMatch(/^standard input · /);
});

it('tells all faults of a policy in a file', async () => {
  const { code, err } = await run(['simulate', at('a.csv'), '--policy', at('broken.json')]);
  expect(code).toBe(1);
  expect(err).toContain('startOn[0]: expected a trigger');
  expect(err).toContain('then: expected one of renew, wait, stop, got "later"');
});

it('refuses a file for sessions of unknown form, and half a gzip', async () => {
  expect((await run(['simulate', at('a.csv'), '--out', at('x.xlsx')])).err).toContain(
    '--out: expected a name that ends in .csv, .ndjson or .jsonl',
  );
  const half = await run(['simulate', '-', ...USER], { stdin: gzipSync(CSV).subarray(0, 60) });
  expect(half.code).toBe(1);
  expect(half.err).toContain('standard input: expected whole gzip data, came');
});

it('shows four policies on a made-up week, which anybody can make again', async () => {
  const demo = await run(['demo']);
  expect(demo.code).toBe(0);
  expect(demo.out).toMatch(/^A made-up week of 1,\d{3} people in an app, as four session policies see it:\n/);
  expect(demo.out).toMatch(/Try your own activity: .*\n$/);
  const sample = await run(['sample']);
  const again = await run(
    ['simulate', '-', '--policy', 'default', '--policy', 'default,inactivity=15m', '--policy', 'otel-web', '--policy', 'ga4'],
    { stdin: sample.out },
  );
  const tableOf = (text: string) => text.split('\n').filter((line) => /^(sessions|duration|ended|single)/.test(line));
  expect(tableOf(again.out)).toEqual(tableOf(demo.out));
});

it('helps with every command, and lists the presets', async () => {
  for (const args of [['--help'], ...['simulate', 'policies', 'demo', 'sample'].map((command) => [command, '--help'])]) {
    const { code, out, err } = await run(args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^sessionchart /);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  }
  expect((await run(['policies'])).out).toMatch(/^default +30 min +4 h +– +wait +–$/m);
});
