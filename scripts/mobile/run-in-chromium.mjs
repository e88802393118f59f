/** AsyncStorage's and Capacitor's web implementations in a real Chromium: hidden, shown, offline, reloaded, killed, in two tabs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { build } from 'vite';
import { ensureChromium } from '../chromium.mjs';
import { ROOT } from '../entries.mjs';
import { installPackage } from '../otel-lines.mjs';

const APP = join(ROOT, 'test/capacitor/app');
const PAGES = /** @type {const} */ (['capacitor', 'react-native-web']);
/** Puppeteer's own flags that would keep hidden pages awake. */
const UNWANTED = ['--disable-renderer-backgrounding', '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows'];
const OFFLINE = { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {string} fault what was expected and what came; empty where they agree
 *
 * @typedef {import('puppeteer-core').Page} Page
 * @typedef {{ browser: import('puppeteer-core').Browser, url: string, restart(): Promise<import('puppeteer-core').Browser> }} Place
 */

/** @returns {Promise<Result[]>} */
export async function runInChromium() {
  const executablePath = ensureChromium("AsyncStorage's and Capacitor's web implementations");
  if (executablePath === null) return [];
  installPackage('capacitor/app');
  const server = await serve();
  /** @type {Result[]} */
  const results = [];
  for (const page of PAGES) {
    for (const [name, play] of Object.entries(PLAYS)) {
      if (name.includes('killed') && page === 'capacitor') continue;
      results.push({ name: `${page} in Chromium: ${name}`, fault: await playFresh(executablePath, `${server.url}/${page}`, play) });
    }
  }
  server.close();
  return results;
}

/** What Capacitor keeps on the web is localStorage, whose last seconds a killed browser loses; on phones it is not. */
const PLAYS = {
  'hidden, shown, offline, reloaded': playLife,
  'killed and started again': playKill,
  'two tabs': playTwoTabs,
};

/** @param {Place} place */
async function playLife({ browser, url }) {
  const page = await open(browser, url);
  const isCapacitor = url.endsWith('capacitor');
  const began = await lines(page);
  const other = await browser.newPage();
  await other.bringToFront();
  await until(page, 'backgrounded');
  await page.bringToFront();
  await until(page, 'foregrounded');
  const returned = (await lines(page)).slice(began.length);
  const before = await page.evaluate('page.lastActivity()');
  await page.mouse.click(50, 50);
  const wasActive = /** @type {number} */ (await page.evaluate('page.lastActivity()')) > /** @type {number} */ (before);
  await page.emulateNetworkConditions(null);
  const client = await page.createCDPSession();
  await client.send('Network.emulateNetworkConditions', OFFLINE);
  if (isCapacitor) await until(page, 'unavailable');
  await client.send('Network.emulateNetworkConditions', { ...OFFLINE, offline: false });
  const id = await page.evaluate('page.id()');
  await page.evaluate('page.stored()');
  await page.reload();
  await until(page, 'resumed');
  return [
    equal('at first', began[0], 'started load app.foreground=true'),
    equal('hidden and shown', returned, ['backgrounded', 'updated app.foreground=false', 'updated app.foreground=true', 'foregrounded']),
    equal('a click is activity', wasActive, isCapacitor),
    equal('after a reload', await page.evaluate('page.id()'), id),
    equal('warnings', await page.evaluate('page.warnings()'), []),
  ];
}

/** @param {Place} place */
async function playKill({ browser, url, restart }) {
  const page = await open(browser, url);
  const id = await page.evaluate('page.id()');
  await page.evaluate('page.stored()');
  const again = await open(await restart(), url);
  await until(again, 'resumed');
  return [equal('after the kill', await again.evaluate('page.id()'), id)];
}

/** @param {Place} place */
async function playTwoTabs({ browser, url }) {
  const one = await open(browser, url);
  await one.evaluate('page.stored()');
  const two = await open(browser, url);
  await until(two, 'resumed');
  return [equal('the second tab', await two.evaluate('page.id()'), await one.evaluate('page.id()'))];
}

/** @param {string} what @param {unknown} came @param {unknown} expected */
const equal = (what, came, expected) =>
  JSON.stringify(came) === JSON.stringify(expected) ? '' : `${what}: expected ${JSON.stringify(expected)}, came ${JSON.stringify(came)}`;

/** @param {Page} page @returns {Promise<string[]>} */
const lines = (page) => /** @type {Promise<string[]>} */ (page.evaluate('page.lines()'));

/** @param {Page} page @param {string} word */
async function until(page, word) {
  await page.waitForFunction(`page.lines().some((line) => line.includes('${word}'))`, { polling: 100, timeout: 15_000 }).catch(async () => {
    throw new Error(`nothing of "${word}" in ${JSON.stringify(await lines(page))}`);
  });
}

/** @param {import('puppeteer-core').Browser} browser @param {string} url */
async function open(browser, url) {
  const page = await browser.newPage();
  await page.bringToFront();
  await page.goto(url);
  await page.waitForFunction('page.lines().length > 0 && page.id() !== null', { polling: 100, timeout: 15_000 });
  return page;
}

/**
 * @param {string} executablePath
 * @param {string} url
 * @param {(place: Place) => Promise<string[]>} play
 */
async function playFresh(executablePath, url, play) {
  const userDataDir = mkdtempSync(join(tmpdir(), 'sessionchart-chromium-'));
  const launch = () =>
    puppeteer.launch({ executablePath, headless: true, userDataDir, args: ['--no-sandbox', '--disable-gpu'], ignoreDefaultArgs: UNWANTED });
  let browser = await launch();
  const restart = async () => {
    const gone = new Promise((resolve) => browser.process()?.once('exit', resolve));
    browser.process()?.kill('SIGKILL');
    await gone;
    rmSync(join(userDataDir, 'SingletonLock'), { force: true });
    browser = await launch();
    return browser;
  };
  try {
    return (await play({ browser, url, restart })).filter(Boolean).join('\n');
  } catch (error) {
    return String(error);
  } finally {
    await browser.close();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function serve() {
  /** @type {Record<string, string>} */
  const scripts = {};
  for (const page of PAGES) scripts[`/${page}.js`] = await bundle(page);
  const server = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    const html = `<!doctype html><title>app</title><link rel="icon" href="data:,"><body><script src="${url}.js"></script>`;
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' }).end(script ?? html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close: () => server.close() };
}

/** @param {string} name */
async function bundle(name) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: APP,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry: join(APP, `${name}.mjs`), formats: ['iife'], name: 'app' } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error(`nothing was bundled for ${name}`);
  return chunk.code;
}
