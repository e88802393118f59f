/** The built script in a real browser, under policies that refuse everything but files that are named. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, type TestContext } from 'vitest';
import { buildScriptTag } from '../../scripts/build-script-tag.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { type GuardedServer, serveGuarded } from './guarded-server.ts';

interface Global {
  readonly sessionchart: typeof import('../../src/script-tag/index.ts');
  readonly told: string[];
  readonly failures: string[];
}

const STRICT = "default-src 'none'; script-src 'self'";
const NONCE = "default-src 'none'; script-src 'nonce-c2Vzc2lvbg'; require-trusted-types-for 'script'; trusted-types 'none'";
const APP = `
  globalThis.failures = [];
  globalThis.told = [];
  sessionchart.sessions.subscribe(({ type, session }) => told.push([type, session.endReason ?? session.startReason].join(' ')));
`;

const folder = mkdtempSync(join(tmpdir(), 'sessionchart-script-tag-'));
let script = '';
let chromium: Awaited<ReturnType<typeof launchChromium>>;
let server: GuardedServer | undefined;
let context: BrowserContext | undefined;
let errors: string[] = [];
beforeAll(async () => {
  const file = join(folder, 'sessionchart.global.js');
  await buildScriptTag({ quiet: true, file });
  script = readFileSync(file, 'utf8');
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  errors = [];
});
afterEach(async () => {
  await context?.close();
  server?.close();
});

/** @returns opens a tab of the page `/`, all in one profile */
async function visitor({ skip }: Pick<TestContext, 'skip'>): Promise<(url: string) => Promise<Page>> {
  const profile = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
  context = profile;
  return async (url) => {
    const page = await profile.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    return page;
  };
}
/** The page itself, in a few bytes; `nonce` is for its scripts. */
const html = (scripts: readonly string[], nonce = '') =>
  `<!doctype html><title>page</title><body>${scripts.map((src) => `<script${nonce} src="${src}"></script>`).join('')}`;
/** Whoever subscribes before the start misses nothing. */
const manual = (nonce?: string) => html(['/sessionchart.global.js', '/app.js'], nonce).replace('<script', '<script data-start="manual"');
const serve = async (policy: string, files: Readonly<Record<string, string>>) => {
  server = await serveGuarded(policy, { '/sessionchart.global.js': script, ...files });
  return server;
};
/** Puppeteer's own waiting compiles a function in the page, which the policy refuses. */
async function until(test: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await test()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}
const told = (page: Page) => page.evaluate(() => (globalThis as unknown as Global).told);
const heard = (page: Page, what: string) => until(async () => (await told(page)).includes(what));

it.for([
  ['files of its own origin alone', STRICT, ''],
  ['a nonce and no trusted types', NONCE, ' nonce="c2Vzc2lvbg"'],
] as const)('keeps one session in two tabs where the policy allows %s, and is refused nothing', async ([, policy, nonce], test) => {
  const visit = await visitor(test);
  const { url, refused } = await serve(policy, { '/': manual(nonce), '/app.js': `${APP} sessionchart.start();` });
  const first = await visit(url);
  await heard(first, 'started load');
  const second = await visit(url);
  await heard(second, 'resumed load');
  const ids = [first, second].map((page) => page.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.getSessionId()));
  const [id, same] = await Promise.all(ids);
  expect(id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  expect(same).toBe(id);

  await second.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.end('app.logout'));
  await heard(first, 'ended app.logout');
  expect(await told(first)).toEqual(['started load', 'ended app.logout']);
  expect(await told(second)).toEqual(['resumed load', 'ended app.logout']);
  expect([refused, errors]).toEqual([[], []]);
});

it('is tested under a policy that refuses evaluation and inline scripts', async (test) => {
  const visit = await visitor(test);
  const { url, refused } = await serve(STRICT, {
    '/': `${html(['/app.js'])}<script>globalThis.wasInline = true</script>`,
    '/app.js': `globalThis.failures = []; try { (0, eval)('1'); } catch (error) { failures.push(error.name); }`,
  });
  const page = await visit(url);
  await until(() => refused.length >= 2);
  expect(await page.evaluate(() => [(globalThis as unknown as Global).failures, 'wasInline' in globalThis])).toEqual([
    ['EvalError'],
    false,
  ]);
  expect(refused.sort()).toEqual(['script-src eval', 'script-src-elem inline']);
});

it('leaves the start to the page where its element says so, and starts once', async (test) => {
  const visit = await visitor(test);
  const app = `${APP}
    const before = sessionchart.sessions.getSessionId();
    const provider = sessionchart.start({ scope: 'shop' });
    try { sessionchart.start({ scope: 'other' }); } catch (error) { failures.push(error.message); }
    failures.push(before, sessionchart.start() === provider);
  `;
  const { url } = await serve(STRICT, { '/': manual(), '/app.js': app });
  const tab = await visit(url);
  await heard(tab, 'started load');
  expect(await tab.evaluate(() => (globalThis as unknown as Global).failures)).toEqual([
    'sessionchart.start: it has started already; data-start="manual" on the script leaves the start to this call',
    null,
    true,
  ]);
  expect(await tab.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.getSession()?.scope)).toBe('shop');
});

it('speaks to the provider that is there where it is loaded twice', async (test) => {
  const visit = await visitor(test);
  const app = `${APP}
    failures.push(sessionchart.start());
  `;
  const { url } = await serve(STRICT, {
    '/': html(['/sessionchart.global.js', '/sessionchart.global.js', '/app.js']),
    '/app.js': app,
  });
  const tab = await visit(url);
  const seen = await tab.evaluate(() => {
    const { sessionchart, failures } = globalThis as unknown as Global;
    return [failures, sessionchart.sessions.getSession()?.ordinal, sessionchart.sessions.getSession()?.startReason];
  });
  expect(seen).toEqual([[null], 1, 'load']);
});

it('runs the example, which shows a session and its end', async (test) => {
  const visit = await visitor(test);
  const example = spawn(process.execPath, ['serve.mjs'], { cwd: `${ROOT}examples/script-tag`, env: { ...process.env, PORT: '0' } });
  try {
    const url = await new Promise<string>((resolve) => example.stdout.once('data', (line) => resolve(String(line).trim())));
    const page = await visit(url);
    const lines = () => page.$$eval('#changes li', (items) => items.map(({ textContent }) => textContent ?? ''));
    const id = await page.$eval('#id', ({ textContent }) => textContent ?? '');
    expect(id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    await page.click('#end');
    const end = ` ended manual ${id.slice(0, 8)}`;
    await until(async () => (await lines()).at(-1)?.endsWith(end) === true);
    expect((await lines()).at(-1)).toContain(end);
    expect(errors).toEqual([]);
  } finally {
    example.kill();
  }
});
