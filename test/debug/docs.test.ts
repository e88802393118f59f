import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { publicEntries } from '../../scripts/entries.mjs';
import { debugSessions } from '../../src/debug/index.ts';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { load } from '../support/watch.ts';

const page = readFileSync('docs/debugging.md', 'utf8');
const [code = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const [told = '', doubled = ''] = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** Without what is another at each run: instants and ids. */
const lasting = (text: string) =>
  text
    .trim()
    .replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replaceAll(/[\da-f]{8}…/g, 'ID')
    .split('\n');

it('prints what the page says, with the built package', () => {
  ensureBuilt();
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.debugging-'));
  try {
    const file = join(folder, 'example.mjs');
    const built = code.replace(/'sessionchart(\/[a-z]+)?'/g, (_, path = '/index') => `'${process.cwd()}/dist${path}.js'`);
    writeFileSync(file, `${built}\nprocess.exit(0);`);
    expect(lasting(execFileSync(process.execPath, [file], { encoding: 'utf8' }))).toEqual(lasting(told));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('shows two tabs that begin at once as they are told', async () => {
  const store = createMemoryStore();
  const clock = createManualClock();
  let ids = 0;
  const open = (contextId: string) =>
    debugSessions(createSessionProvider, { store, clock, platform: { ...load, contextId }, generateId: () => `0000000${++ids}-ffff` });
  const [, second] = [open('tab-a'), open('tab-b')];
  await settle();
  await clock.advance(71 * MINUTE_MS);
  second.notify('input.click');
  const lines = lasting(second.debug.lines().join('\n'));
  expect(lines.filter((line) => lasting(doubled).includes(line))).toEqual(lasting(doubled));
});

it('shows lines of 100 characters at the most', () => {
  for (const line of [...told.split('\n'), ...doubled.split('\n')]) expect(line.length).toBeLessThanOrEqual(100);
});

/** A built file and all that it imports. */
function withImports(file: string, seen = new Map<string, string>()): ReadonlyMap<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(join('dist', file), 'utf8');
  seen.set(file, text);
  for (const [, path = ''] of text.matchAll(/(?:from|import) "\.\/([^"]+)"/g)) withImports(path, seen);
  return seen;
}

it('has no byte in any other entry', () => {
  const has = (entry: string) => [...withImports(`${entry}.js`).values()].some((text) => text.includes('sessionchart-snapshot'));
  expect(publicEntries().filter(has)).toEqual(['debug']);
});
