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
    failures.push(sessionchart.start() === sessionchart.start());
  `;
  const { url } = await serve(STRICT, {
    '/': html(['/sessionchart.global.js', '/sessionchart.global.js', '/app.js']),
    '/app.js': app,
    '/asked': html(['/sessionchart.global.js', '/sessionchart.global.js']).replaceAll('<script', '<script data-consent="memory"'),
    '/bundled': html(['/sessionchart.global.js', '/bundled.js']).replace('<script', '<script data-start="manual"'),
    '/bundled.js': `${APP}
      sessionchart.registerSessionProvider(sessionchart.createSessionProvider());
      failures.push(sessionchart.start());
      try { sessionchart.revokeConsent(); } catch (error) { failures.push(error.message.slice(0, 43)); }
    `,
  });
  const tab = await visit(url);
  const seen = await tab.evaluate(() => {
    const { sessionchart, failures } = globalThis as unknown as Global;
    return [failures, sessionchart.sessions.getSession()?.ordinal, sessionchart.sessions.getSession()?.startReason];
  });
  expect(seen).toEqual([[true], 1, 'load']);
  await tab.close();

  const asking = await visit(`${url}/asked`);
  const isGone = await asking.evaluate(async () => {
    const { sessionchart } = globalThis as unknown as Global;
    sessionchart.grantConsent();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [Object.keys(localStorage).includes('sessionchart.default.session'), await sessionchart.revokeConsent()];
  });
  expect([isGone, await kept(asking), errors]).toEqual([[true, true], [], []]);
  const bundled = await visit(`${url}/bundled`);
  expect(await bundled.evaluate(() => (globalThis as unknown as Global).failures)).toEqual([
    null,
    'sessionchart.revokeConsent: nobody is asked',
  ]);
});

/** All that the browser keeps for the page. */
const kept = (page: Page) =>
  page.evaluate(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...Object.keys({ ...localStorage, ...sessionStorage }),
    ...document.cookie.split(';').filter(Boolean),
  ]);
const asked = 'const { grantConsent, revokeConsent, subscribeConsent } = sessionchart; subscribeConsent((state) => told.push(state));';

it('asks first where the page wants that, keeps nothing before the grant, and nothing in either tab when it is taken back', async (test) => {
  const visit = await visitor(test);
  const { url, refused } = await serve(STRICT, {
    '/': manual(),
    '/app.js': `${APP} ${asked} sessionchart.start({ consent: { granted: false, before: 'memory' } });`,
  });
  const [first, second] = [await visit(url), await visit(url)];
  const id = () => first.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.getSessionId());
  const before = await id();
  expect([before, await kept(first), await told(first)]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), [], []]);
  for (const page of [first, second]) {
    await page.evaluate(() => (globalThis as unknown as Global).sessionchart.grantConsent());
    await heard(page, page === first ? 'started load' : 'resumed load');
  }
  expect([await id(), await second.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.getSessionId())]).toEqual([
    before,
    before,
  ]);
  expect(await kept(first)).toContain('sessionchart.default.session');
  expect(await second.evaluate(() => (globalThis as unknown as Global).sessionchart.revokeConsent())).toBe(true);
  await heard(first, 'ended app.consent_revoked');
  expect([await told(first), await told(second)]).toEqual([
    ['granted', 'started load', 'revoked', 'ended app.consent_revoked'],
    ['granted', 'resumed load', 'revoked', 'ended app.consent_revoked'],
  ]);
  await until(async () => (await kept(first)).length === 0);
  expect([await kept(first), await id(), refused, errors]).toEqual([[], null, [], []]);
});

it('asks where its element says so, and takes an answer that was there before the start', async (test) => {
  const visit = await visitor(test);
  const { url } = await serve(STRICT, {
    '/': html(['/sessionchart.global.js', '/app.js']).replace('<script', '<script data-consent="nothing"'),
    '/app.js': `${APP} ${asked}`,
    '/early': html(['/sessionchart.global.js', '/early.js']).replace('<script', '<script data-start="manual"'),
    '/early.js': `${APP} ${asked} revokeConsent(); grantConsent(); sessionchart.start({ consent: {} });`,
    '/late': html(['/sessionchart.global.js', '/late.js']),
    '/late.js': `${APP} try { sessionchart.revokeConsent(); } catch (error) { failures.push(error.message); }`,
  });
  const page = await visit(url);
  const id = (tab: Page) => tab.evaluate(() => (globalThis as unknown as Global).sessionchart.sessions.getSessionId());
  expect([await id(page), await kept(page)]).toEqual([null, []]);
  await page.evaluate(() => (globalThis as unknown as Global).sessionchart.grantConsent());
  await heard(page, 'started load');
  const early = await visit(`${url}/early`);
  await heard(early, 'resumed load');
  expect([await id(early), await told(early)]).toEqual([await id(page), ['granted', 'resumed load']]);
  const late = await visit(`${url}/late`);
  expect(await late.evaluate(() => (globalThis as unknown as Global).failures)).toEqual([
    expect.stringContaining('sessionchart.revokeConsent: nobody is asked; start({ consent: {} }) or data-consent on the script does'),
  ]);
  expect(errors).toEqual([]);
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
