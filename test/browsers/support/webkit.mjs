/** WebKitGTK by WebDriver, as far as the scenarios need it, in the form of puppeteer's pages. It runs under Xvfb only. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pause } from './page.mjs';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const PACKAGES = ['webkit2gtk-driver', 'xvfb', 'xauth'];
const DISPLAY = ':78';
const PORT = 4_555;

/** @typedef {(method: string, path: string, body?: object) => Promise<any>} Send */

/** @returns {Promise<{ browser: import('puppeteer-core').Browser, close(): Promise<void> } | null>} `null` where there is none */
export async function launchWebKit() {
  const isThere = () => existsSync(DRIVER) && existsSync(BROWSER) && existsSync('/usr/bin/Xvfb');
  if (!isThere()) install();
  if (!isThere()) {
    console.error('no WebKitGTK found and none installed');
    return null;
  }
  const screen = spawn('Xvfb', [DISPLAY, '-screen', '0', '1280x900x24'], { stdio: 'ignore' });
  const env = { ...process.env, DISPLAY, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  const driver = spawn(DRIVER, [`--port=${PORT}`], { env, stdio: 'ignore' });
  const stop = () => {
    driver.kill();
    screen.kill();
  };
  try {
    const send = await startSession();
    return {
      browser: createBrowser(send, await send('GET', '/window')),
      async close() {
        await send('DELETE', '').catch(() => {});
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Root on Debian installs it. */
function install() {
  if (process.getuid?.() !== 0) return;
  console.error(`apt-get install ${PACKAGES.join(' ')}: the tests in WebKitGTK need it`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...PACKAGES]])
    spawnSync('apt-get', ['-qq', ...args], { env, timeout: 120_000 });
}

/** @returns {Promise<Send>} */
async function startSession() {
  const call = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body = {}) => {
    const response = await fetch(`http://127.0.0.1:${PORT}/session${path}`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error} ${value?.message}`);
    return value;
  };
  await pause(1_000);
  const alwaysMatch = { 'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] } };
  const { sessionId } = await call('POST', '', { capabilities: { alwaysMatch } });
  return (method, path, body) => call(method, `/${sessionId}${path}`, body);
}

/**
 * A driver talks to one window at a time, so what is done to pages is done one after the other.
 *
 * @param {Send} send
 * @param {string} home the window that stays open
 */
function createBrowser(send, home) {
  let last = Promise.resolve();
  /** @template T @param {string} handle @param {() => Promise<T>} run @returns {Promise<T>} */
  const inWindow = (handle, run) => {
    const next = last.then(async () => {
      await send('POST', '/window', { handle });
      return run();
    });
    last = next.then(
      () => {},
      () => {},
    );
    return next;
  };
  const newPage = async () => {
    const { handle } = await inWindow(home, () => send('POST', '/window/new', { type: 'tab' }));
    return createPage(send, (run) => inWindow(handle, run));
  };
  const createBrowserContext = async () => {
    /** @type {Awaited<ReturnType<typeof newPage>>[]} */
    const pages = [];
    return {
      async newPage() {
        const page = await newPage();
        pages.push(page);
        return page;
      },
      close: async () => {
        for (const page of pages) await page.close().catch(() => {});
      },
    };
  };
  return /** @type {import('puppeteer-core').Browser} */ (/** @type {unknown} */ ({ newPage, createBrowserContext }));
}

/** @param {Send} send @param {<T>(run: () => Promise<T>) => Promise<T>} inWindow */
function createPage(send, inWindow) {
  const click = (/** @type {number} */ x, /** @type {number} */ y) => {
    const actions = [
      { type: 'pointerMove', duration: 0, x, y },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    return inWindow(() =>
      send('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] }),
    );
  };
  return {
    goto: (/** @type {string} */ url) => inWindow(() => send('POST', '/url', { url })),
    reload: () => inWindow(() => send('POST', '/refresh')),
    close: () => inWindow(() => send('DELETE', '/window')),
    bringToFront: () => inWindow(async () => {}),
    mouse: { click },
    /** @param {(...args: any[]) => unknown} run @param {unknown[]} args */
    async evaluate(run, ...args) {
      const script = `const done = arguments[arguments.length - 1];
        Promise.resolve((${run})(...[...arguments].slice(0, -1))).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await inWindow(() => send('POST', '/execute/async', { script, args }));
      if (error) throw new Error(error);
      return value ?? undefined;
    },
  };
}
