import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BadLine, type ReadOptions, type SimulatedSession, simulate } from '../../src/tools/index.ts';
import { textSource } from '../support/activity.ts';

/** Every row is a session of its own that never ends, so sessions tell what was read. */
const EACH_ROW = {
  name: 'each',
  startOn: ['input'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 1 } },
  then: 'wait',
  scope: 'origin',
} as const;

async function read(text: string, options: ReadOptions & { size?: number; strict?: boolean } = {}) {
  const bad: BadLine[] = [];
  const sessions: SimulatedSession[] = [];
  const source = textSource(text, { name: 'a.csv', ...(options.size !== undefined && { size: options.size }) });
  const result = await simulate([source], {
    ...options,
    policies: [EACH_ROW],
    onBadLine: (line) => bad.push(line),
    onSession: (session) => sessions.push(session),
  });
  return { bad, result, rows: sessions.map(({ user, startTimeMs }) => [user, startTimeMs]) };
}
const faults = (bad: readonly BadLine[]) => bad.map(({ source, line, fault }) => `${source}:${line}: ${fault}`);

const T = 1_700_000_000_000;

it('reads whatever CSV says, cut into pieces anywhere', async () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'é', '日', '"', ',', '\n', '\r\n', ' ', ';'), minLength: 1, maxLength: 8 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 20 }),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (fields, newline, size, hasBom) => {
        const lines = fields.map(([user, note], i) => `${quoted(note)},${T + i * 1_000},${quoted(`${i}${user}`)}`);
        const text = `${hasBom ? '\ufeff' : ''}note,time,"user"${newline}${newline}${lines.join(newline)}${newline}`;
        const { rows, bad } = await read(text, { size });
        expect(faults(bad)).toEqual([]);
        expect(rows).toEqual(fields.map(([user], i) => [`${i}${user}`, T + i * 1_000]));
      },
    ),
    { numRuns: 300 },
  );
});

it('finds columns by common names in any case, and takes those that are named', async () => {
  expect((await read(`Timestamp;User_ID\n${T};ann\n`)).rows).toEqual([['ann', T]]);
  expect((await read(`when\tuser\twho\n${T}\tx\tann\n`, { columns: { user: 'who', time: 'WHEN' } })).rows).toEqual([['ann', T]]);
  expect((await read(`User ID,Event Name,Event-Time\nann,buy,${T}\n`)).rows).toEqual([['ann', T]]);
  await expect(read('a,b\n1,2\n')).rejects.toThrow(
    'a.csv: expected a column of users, such as user_id or user, came "a", "b"; name it with --user COLUMN',
  );
  await expect(read('user,b\n1,2\n', { columns: { time: 'c' } })).rejects.toThrow(
    'a.csv: --time: expected one of the columns "user", "b", came "c"',
  );
  await expect(read('')).rejects.toThrow('a.csv: expected a header line that names the columns, came nothing');
});

it('tells seconds, milliseconds and ISO 8601 by the name of the column, else by the first row', async () => {
  const at = async (column: string, time: string, options: ReadOptions = {}) =>
    (await read(`user,${column}\nann,${time}\n`, { ...options, columns: { time: column } })).rows[0]?.[1];
  expect(await at('time', '1700000000')).toBe(T);
  expect(await at('time', '1700000000.25')).toBe(T + 250);
  expect(await at('time', '1700000000000')).toBe(T);
  expect(await at('time_ms', '12')).toBe(12);
  expect(await at('time', '12', { timeUnit: 'ms' })).toBe(12);
  for (const iso of ['2023-11-14T22:13:20Z', '2023-11-14 22:13:20', '2023-11-14T23:13:20.000+01:00', '2023-11-14T22:13:20.0004'])
    expect(await at('time', iso)).toBe(T);
  expect(await at('time', '2023-11-14')).toBe(Date.UTC(2023, 10, 14));
});

it('reads ISO 8601 as Date does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }), { minLength: 1, maxLength: 20 }),
      async (dates) => {
        const { rows } = await read(`user,time\n${dates.map((date, i) => `u${i},${date.toISOString()}\n`).join('')}`);
        expect(rows.map(([, atMs]) => atMs)).toEqual(dates.map((date) => date.getTime()));
      },
    ),
    { numRuns: 100 },
  );
});

it('names the line and the fault of what it leaves out, and goes on', async () => {
  const lines = [
    'user_id,timestamp_ms,event',
    `ann,${T},a`,
    'ann,yesterday,a',
    '',
    `ann,${T}`,
    `,${T + 1},a`,
    `"a\nb",,a`,
    `ann,${T}000,a`,
    `"ann"x,${T},a`,
    `bob,${T + 2},a,b`,
    `"open,${T},a`,
    `bob,${T + 3},a`,
  ];
  const { bad, rows, result } = await read(lines.join('\n'));
  expect(faults(bad)).toEqual([
    'a.csv:3: timestamp_ms: expected a number of milliseconds, came "yesterday"',
    'a.csv:5: expected 3 fields as in the header, came 2',
    'a.csv:6: user: expected a name, came nothing',
    'a.csv:7: timestamp_ms: expected a number of milliseconds, came nothing',
    `a.csv:9: timestamp_ms: expected a number of milliseconds, came "${T}000" (microseconds or nanoseconds?)`,
    'a.csv:10: expected a delimiter after the closing quote, came more text',
    'a.csv:11: expected 3 fields as in the header, came 4',
    'a.csv:12: expected a closing quote within 1 MiB, came none',
  ]);
  expect(result.badLines).toEqual([{ source: 'a.csv', count: 8 }]);
  expect(rows).toEqual([
    ['ann', T],
    ['bob', T + 3],
  ]);
  await expect(read(lines.join('\n'), { strict: true })).rejects.toThrow('a.csv:3: timestamp_ms: expected');
});

const MIB = 1 << 20;

it('takes a line of more than 1 MiB for one bad line, cut into pieces anywhere', async () => {
  const lengths = fc.constantFrom(30, MIB, MIB + 1, 1.25 * MIB, 2.5 * MIB);
  const fills = fc.constantFrom('x', 'x,', ',1700000000000,', '"', 'x"', '\r');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(lengths, fills), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(50_001, MIB, 1 << 23),
      fc.boolean(),
      async (longs, size, endsInNewline) => {
        const lines = longs.flatMap(([length, fill], i) => [
          `long${i},${T},`.padEnd(length, length > MIB ? fill : 'x'),
          `u${i},${T + i + 1},a`,
        ]);
        const text = ['user,time,event', ...lines].join('\n') + (endsInNewline ? '\n' : '');
        const { rows, bad } = await read(text, { size });
        const short = longs.map(([length], i) => (length > MIB ? [] : [[`long${i}`, T]]));
        expect(rows).toEqual(longs.flatMap((_, i) => [...(short[i] ?? []), [`u${i}`, T + i + 1]]));
        const tooLong = longs.flatMap(([length], i) => (length > MIB ? [2 + 2 * i] : []));
        expect(faults(bad)).toEqual(tooLong.map((line) => `a.csv:${line}: expected a line of at most 1 MiB, came a longer one`));
      },
    ),
    { numRuns: 40 },
  );
});

it('numbers the lines behind one that is too long, and behind a quote that is not closed within 1 MiB', async () => {
  const many = Array.from({ length: 60_000 }, (_, i) => `u${i},${T + i},a`);
  const lines = ['user,time,event', `ann,${T},${'x'.repeat(1.2 * MIB)}`, `bob,${T},a`, 'bad', `"open,${T},a`, ...many, 'bad'];
  for (const size of [1 << 16, 1 << 23]) {
    const { bad, rows } = await read(lines.join('\n'), { size });
    expect(faults(bad)).toEqual([
      'a.csv:2: expected a line of at most 1 MiB, came a longer one',
      'a.csv:4: expected 3 fields as in the header, came 1',
      'a.csv:5: expected a closing quote within 1 MiB, came none',
      'a.csv:60006: expected 3 fields as in the header, came 1',
    ]);
    expect(rows).toHaveLength(60_001);
  }
  await expect(read(`user,time,${'x'.repeat(MIB)}`)).rejects.toThrow('a.csv: expected a header line of at most 1 MiB, came a longer one');
  const header = `user,time,${'x'.repeat(5_000)}`;
  expect(faults((await read(`\n\n${header}\nbad\n`, { size: 4_097 })).bad)).toEqual([
    'a.csv:4: expected 3 fields as in the header, came 1',
  ]);
});

it('tells times in seconds among times in milliseconds, and the other way round', async () => {
  const csv = (column: string, ...times: readonly (string | number)[]) =>
    read([`user,${column}`, ...times.map((t) => `ann,${t}`)].join('\n'));
  const ndjson = (column: string, ...times: readonly (string | number)[]) =>
    read(times.map((time) => JSON.stringify({ user: 'ann', [column]: time })).join('\n'));
  for (const [of, second] of [
    [csv, 3],
    [ndjson, 2],
  ] as const) {
    for (const column of ['timestamp', 'timestamp_ms']) {
      const mixed = await of(column, T, 1_700_000_060, T + 1);
      expect(mixed.rows).toEqual([
        ['ann', T],
        ['ann', T + 1],
      ]);
      expect(faults(mixed.bad)).toEqual([`a.csv:${second}: ${column}: expected a number of milliseconds, came "1700000060" (seconds?)`]);
    }
    const others = await of('timestamp', 1_700_000_060, T);
    expect(faults(others.bad)).toEqual([`a.csv:${second}: timestamp: expected a number of seconds, came "${T}" (milliseconds?)`]);
    const sinceStart = await of('timestamp_ms', 0, 12, 3_600_000);
    expect(sinceStart.rows.map(([, atMs]) => atMs)).toEqual([0, 12, 3_600_000]);
  }
  const told = await read(`user,timestamp\nann,${T}\nann,12\n`, { timeUnit: 'ms' });
  expect(told.rows.map(([, atMs]) => atMs)).toEqual([12, T]);
});

it('takes decimal numbers and ISO 8601 alone for times, in CSV and NDJSON', async () => {
  const none = [' ', '0x10', '0b1', '0o7', '1_000', 'Infinity', '1e', '--1', '1,5', '1 2'];
  const ndjson = (...times: readonly unknown[]) => read(times.map((time) => JSON.stringify({ user: 'ann', time_ms: time })).join('\n'));
  const csv = (...times: readonly string[]) => read(['user,time_ms', ...times.map((time) => `ann,"${time}"`)].join('\n'));
  const told = (came: string) =>
    `time_ms: expected a number of milliseconds, came ${came.trim() === '' ? 'nothing' : JSON.stringify(came)}`;
  expect((await ndjson('1', ...none, true, null, [1], {})).bad.map(({ fault }) => fault)).toEqual([...none, '', '', '', ''].map(told));
  expect((await csv('1', ...none)).bad.map(({ fault }) => fault)).toEqual(none.map(told));
  const numbers = ['0', '12', '+13', ' 14 ', '15.25', '1.6e1', '-1'];
  const expected = [-1, 0, 12, 13, 14, 15, 16];
  expect((await ndjson(...numbers)).rows.map(([, atMs]) => atMs)).toEqual(expected);
  expect((await csv(...numbers)).rows.map(([, atMs]) => atMs)).toEqual(expected);
});

it('refuses days that no calendar has', async () => {
  const days = ['2023-02-29', '2023-13-01', '2023-04-31', '2023-04-30T24:00:00Z', '2023-04-30T10:60:00Z', '0000-00-00'];
  const { bad, rows } = await read(`user,time\nann,2024-02-29T00:00:00Z\n${days.map((day) => `ann,${day}\n`).join('')}`);
  expect(rows).toEqual([['ann', Date.UTC(2024, 1, 29)]]);
  expect(bad.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8]);
});

it('reads NDJSON, with paths for columns', async () => {
  const lines = [
    JSON.stringify({ user: { id: 'ann' }, ts: '2023-11-14T22:13:20Z', event: 'a' }),
    '',
    JSON.stringify({ user: { id: 7 }, ts: '2023-11-14T22:13:21Z' }),
    '{"user":',
    '[1]',
    JSON.stringify({ user: {}, ts: '2023-11-14T22:13:22Z' }),
    JSON.stringify({ user: { id: 'ann' }, ts: 12 }),
  ];
  const { bad, rows } = await read(`\ufeff${lines.join('\r\n')}`, { size: 11 });
  expect(rows).toEqual([
    ['ann', T],
    ['7', T + 1_000],
  ]);
  expect(faults(bad)).toEqual([
    'a.csv:4: expected a JSON object, came "{\\"user\\":"',
    'a.csv:5: expected a JSON object, came "[1]"',
    'a.csv:6: user.id: expected a name, came nothing',
    'a.csv:7: ts: expected an instant in ISO 8601, came "12"',
  ]);
});
