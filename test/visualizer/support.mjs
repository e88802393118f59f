/** A page of the built visualizer in Chromium, and apps on other origins that attach to it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'vite';
import { ROOT } from '../../scripts/entries.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const XSTATE_4 = `${HERE}xstate-4`;

/** Without network this fails, and what it serves is not tested. */
export function ensureXState4() {
  if (existsSync(`${XSTATE_4}/node_modules/xstate`)) return true;
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return spawnSync('npm', args, { cwd: XSTATE_4 }).status === 0;
}

/**
 * The package as it is built, from the point of view of an app.
 *
 * @type {import('vite').Plugin}
 */
const packages = {
  name: 'packages-of-the-app',
  enforce: 'pre',
  resolveId(source, importer) {
    const [, entry] = /^sessionchart(?:\/(.+))?$/.exec(source) ?? [];
    if (source.startsWith('sessionchart')) return `${ROOT}dist/${entry ?? 'index'}.js`;
    const isOld = importer?.endsWith('attached/xstate-4.mjs');
    return isOld ? this.resolve(source, `${XSTATE_4}/package.json`, { skipSelf: true }) : null;
  },
};

/** @param {'ours' | 'stately' | 'xstate-4' | 'debugged'} name */
async function bundle(name) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: HERE,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [packages],
    build: { write: false, minify: false, target: 'es2022', lib: { entry: `${HERE}attached/${name}.mjs`, formats: ['iife'], name: 'app' } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error(`nothing was bundled for ${name}`);
  return first.output[0].code;
}

/**
 * Serves one app, and nothing else, on an origin of its own.
 *
 * @param {'ours' | 'stately' | 'xstate-4' | 'debugged'} name
 */
export async function serveApp(name) {
  const code = await bundle(name);
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(isScript ? code : `<!doctype html><title>${name}</title><body><h1>${name}</h1><script src="/app.js"></script>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * The end of a link to the small sample, which is counted in no time.
 *
 * @param {object} [fields] of the state
 */
export function linkTo(fields = {}) {
  const state = {
    v: 1,
    view: 'simulate',
    sample: 'team',
    policies: ['default', 'otel-web'],
    pair: [0, 1],
    user: null,
    sleeps: [],
    window: null,
    at: null,
    focus: 0,
  };
  return `#${deflateRawSync(JSON.stringify({ ...state, ...fields })).toString('base64url')}`;
}

/**
 * Written where it is missing, or when asked for: a picture changes with every font.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} name
 * @param {string} [selector] of the part that is shown. Default: what is in sight
 */
export async function keepScreenshot(page, name, selector) {
  const path = /** @type {`${string}.png`} */ (`${ROOT}docs/${name}`);
  if (existsSync(path) && !process.env.SCREENSHOTS) return;
  const part = selector ? await page.$(selector) : page;
  await part?.screenshot({ path });
}

/**
 * @param {import('puppeteer-core').Page} page
 * @returns {Promise<string[]>} what axe finds, one line each
 */
export async function axeViolations(page) {
  // Not as a script tag, which the page's Content Security Policy refuses.
  await page.evaluate(readFileSync(`${ROOT}node_modules/axe-core/axe.min.js`, 'utf8'));
  return page.evaluate(async () => {
    // @ts-expect-error: axe is what the script tag brought
    const { violations } = await window.axe.run(document, { iframes: false });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ node) => `${id}: ${node.target} ${node.failureSummary}`),
    );
  });
}

/**
 * @param {import('puppeteer-core').Page | import('puppeteer-core').Frame} page
 * @param {string} name accessible name or text of a button
 */
export async function press(page, name) {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await button?.click();
}

/**
 * Waits until the page's text holds `text`.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} text
 */
export async function says(page, text) {
  try {
    await page.waitForFunction((wanted) => document.body.innerText.replace(/\s+/g, ' ').includes(wanted), { timeout: 10_000 }, text);
  } catch {
    throw new Error(`the page does not say "${text}" but: ${await page.evaluate(() => document.body.innerText.slice(0, 3_000))}`);
  }
}
