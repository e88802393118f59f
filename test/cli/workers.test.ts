import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { simulateOnWorkers } from '../../src/cli/simulate-on-workers.ts';
import { defaultPolicy } from '../../src/policies/default.ts';
import { simulate } from '../../src/tools/index.ts';
import { csvOf, textSource } from '../support/activity.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { csvText } from '../support/csv-text.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const folder = createTemporaryFolder();
afterAll(() => folder.remove());
const at = (file: string) => join(folder.path, file);
const script = pathToFileURL(at('cli.mjs'));

beforeAll(async () => {
  const outDir = folder.path;
  const rolldownOptions = { output: { entryFileNames: 'cli.mjs' } };
  await build({ configFile: false, logLevel: 'error', build: { ssr: 'src/cli.ts', outDir, emptyOutDir: false, rolldownOptions } });
});

async function run(workers: number, files: readonly string[], options: readonly string[] = [], stdin = '') {
  const told = { out: '', err: '' };
  async function* chunks() {
    yield new TextEncoder().encode(stdin);
  }
  const code = await main(['simulate', ...files, '--json', '--workers', String(workers), ...options], {
    stdin: chunks(),
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    workerScript: script,
    isInteractive: false,
    columns: 100,
  });
  return { code, ...told };
}

it('prints on two threads what it prints on one, of any files', async () => {
  const options = fc.constantFrom<string[]>([], ['--strict'], ['--sort'], ['--map', 'page_view=input.click'], ['--time-unit', 'ms']);
  await fc.assert(
    fc.asyncProperty(fc.array(csvText, { minLength: 1, maxLength: 3 }), options, fc.boolean(), async (texts, asked, isZipped) => {
      const files = texts.map((text, i) => {
        writeFileSync(at(`${i}.csv`), isZipped && i === 0 ? gzipSync(text) : text);
        return at(`${i}.csv`);
      });
      expect(await run(2, files, asked)).toEqual(await run(1, files, asked));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

it('tells the bad lines of a file that is given twice as one thread does', async () => {
  writeFileSync(at('bad.csv'), 'user_id,timestamp_ms\nann,1700000000000\nann,never\n');
  const files = [at('bad.csv'), at('bad.csv')];
  const { err } = await run(2, files);
  expect(err).toBe((await run(1, files)).err);
  expect(err).toContain('bad.csv:3: ');
});

it('reads alone what cannot be shared out: standard input, NDJSON, a file without rows or a header', async () => {
  const csv = csvOf([{ user: 'ann', atMs: EPOCH_MS, event: 'page_view' }]);
  writeFileSync(at('rows.ndjson'), `{"user_id":"ann","timestamp_ms":${EPOCH_MS}}\n`);
  writeFileSync(at('rows.csv'), csv);
  writeFileSync(at('empty.csv'), '');
  writeFileSync(at('header.csv'), 'user_id,timestamp_ms\n');
  writeFileSync(at('other.csv'), 'one,two\n1,2\n');
  const inputs = [
    ['-'],
    [at('rows.ndjson')],
    [at('rows.csv'), at('rows.ndjson')],
    [at('empty.csv')],
    [at('header.csv')],
    [at('other.csv')],
  ];
  for (const files of inputs)
    for (const options of [[], ['--time-unit', 'ms']]) expect(await run(2, files, options, csv)).toEqual(await run(1, files, options, csv));
});

it('begins anew, with all rows in memory, where they are far out of order', async () => {
  const users = ['ann', 'bob', 'zoë', '"q""q"'];
  const rows = Array.from({ length: 4_000 }, (_, i) => ({
    user: users[i % 4] ?? '',
    atMs: EPOCH_MS + ((i * 2_999) % 4_000) * MINUTE_MS,
    event: 'page_view',
  }));
  const options = { policies: [defaultPolicy], rowsHeld: 300 };
  const restarts: string[] = [];
  const source = textSource(csvOf(rows));
  const told = { ...options, onRestart: (why: string) => restarts.push(why) };
  const shared = await simulateOnWorkers([source], told, { script, count: 3, pieceBytes: 1_000 });
  expect(shared).toEqual(await simulate([source], options));
  expect(restarts).toEqual([expect.stringMatching(/^the events of .+ are far out of order$/)]);
});

it('hands pieces of many sizes to any number of threads, with the rows held in parts', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    user: i % 5 === 0 ? `"u ""${i % 50}"""` : `u${i % 37}`,
    atMs: EPOCH_MS + i * 70_000 * (i % 900 === 0 ? 1 : 0) + i * 1_000,
    event: ['page_view', 'background', `app.step.${i % 40}`, 'foreground'][i % 4] ?? '',
  }));
  const sources = [textSource(csvOf(rows.slice(0, 9_000)), { name: 'a' }), textSource(csvOf(rows.slice(9_000)), { name: 'b' })];
  const options = { policies: [defaultPolicy], rowsHeld: 5_000 };
  const alone = await simulate(sources, options);
  for (const [count, pieceBytes] of [
    [2, 900],
    [3, 20_000],
    [5, 1 << 20],
  ] as const)
    expect(await simulateOnWorkers(sources, options, { script, count, pieceBytes })).toEqual(alone);
});
