/** The recipe's Next.js app, built and served as it would be, with one visitor in Chromium and a receiver for the server's spans. */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { freePort } from '../../scripts/collector.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { installPackageIn } from '../../scripts/otel-lines.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { startReceiver } from '../otel/otlp-receiver.mjs';

const APP = `${ROOT}examples/recipes/nextjs`;
const WAIT_MS = 100;
const STARTING_MS = 30_000;

/** @returns {Promise<readonly string[] | null>} one line for what is not as the page says; `null` where there is no Chromium */
export async function playNextjs() {
  const chromium = await launchChromium();
  if (!chromium) return null;
  installPackageIn(APP);
  const next = createRequire(`${APP}/package.json`).resolve('next/dist/bin/next');
  const quiet = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build'], { cwd: APP, env: quiet, encoding: 'utf8' });
  if (status !== 0) throw new Error(`next build: ${stdout}${stderr}`);
  const receiver = await startReceiver();
  const port = await freePort();
  const env = { ...quiet, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '200' };
  const server = spawn(process.execPath, [next, 'start', '--port', String(port)], { cwd: APP, env, stdio: 'ignore' });
  try {
    await until(() =>
      fetch(`http://localhost:${port}/not-found`).then(
        () => true,
        () => false,
      ),
    );
    return await visit(chromium.browser, `http://localhost:${port}/`, receiver.records);
  } finally {
    server.kill();
    await receiver.close();
    await chromium.close();
  }
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url
 * @param {readonly import('../otel/otlp-records.mjs').OtlpRecord[]} records
 */
async function visit(browser, url, records) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(`the page threw ${error}`));
  page.on('console', (message) => message.type() === 'error' && problems.push(`the page complained: ${message.text()}`));
  const text = (/** @type {string} */ id) => page.$eval(id, (element) => element.textContent ?? '');
  const expectText = async (/** @type {string} */ id, /** @type {string} */ expected) => {
    const found = await text(id);
    if (found !== expected) problems.push(`${id}: expected ${expected}, found ${found}`);
  };
  await page.goto(url);
  await expectText('#on-server', 'none yet');
  await until(async () => (await text('#in-browser')) !== 'none yet');
  const id = await text('#in-browser');
  await until(() => page.evaluate((cookie) => document.cookie.includes(cookie), `session_id=${id}`));
  await Promise.all([page.waitForResponse(`${url}api/order`), page.click('button')]);
  await page.reload();
  await expectText('#on-server', id);
  const idsOf = (/** @type {string} */ name) =>
    records.filter((record) => record.name === name).map(({ attributes }) => attributes['session.id']);
  await until(async () => idsOf('GET /').length === 2 && idsOf('POST /api/order').length === 1);
  const found = JSON.stringify({ first: idsOf('GET /')[0] ?? null, later: idsOf('GET /')[1], order: idsOf('POST /api/order') });
  const expected = JSON.stringify({ first: null, later: id, order: [id] });
  if (found !== expected)
    problems.push(`spans of the server: expected ${expected}, found ${found}`, ...new Set(records.map(({ name }) => name)));
  return problems;
}

/** Waits until it holds, or long enough. @param {() => Promise<boolean>} test */
async function until(test) {
  for (let waitedMs = 0; waitedMs < STARTING_MS && !(await test()); waitedMs += WAIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}
