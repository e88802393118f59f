/** Subdomains of one site share a session by a cookie, where the app names the site's domain. */
import { look, lookUntil } from './support/page.mjs';
import { createNamer, lines } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */
/** @typedef {import('./support/scenario.mjs').Stage} Stage */

/** The browsers are told that its subdomains are this machine. On `localhost` no cookie can have a domain. */
export const SITE = 'example.test';

/**
 * @param {Stage} stage
 * @param {string} subdomain
 * @param {{ siteDomain?: string, script?: string }} [how] `script` runs before every other of the page
 */
async function openAt({ browser, server, scope }, subdomain, { siteDomain = SITE, script } = {}) {
  const page = await browser.newPage();
  if (script) await page.evaluateOnNewDocument(script);
  const options = { scope, policy: { scope: 'site' }, ...(siteDomain && { siteDomain }) };
  await page.goto(`http://${subdomain}.${SITE}:${server.port}/?boot=${encodeURIComponent(JSON.stringify(options))}`);
  await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
  return page;
}

const NO_COOKIES = `Object.defineProperty(document, 'cookie', { get: () => '', set() {} });`;

/** @type {readonly Scenario[]} */
export const site = [
  {
    name: 'two subdomains of a site, a session that ends on one and begins anew',
    async run(stage) {
      const name = createNamer();
      const first = await openAt(stage, 'a');
      const second = await openAt(stage, 'b');
      const opened = [lines(await look(first), name), lines(await look(second), name)];
      await second.bringToFront();
      await second.evaluate(() => /** @type {any} */ (globalThis).app.sessions.end('app.logout'));
      await second.mouse.click(10, 10);
      const seen = await lookUntil(second, ({ story, isFinal }) => story.length >= 3 && isFinal);
      const third = await openAt(stage, 'c');
      const found = await look(third);
      return { opened, ended: lines(seen, name), third: lines(found, name), isFirstIdRight: found.firstId === found.id };
    },
    expected: {
      opened: [['started A'], ['resumed A']],
      ended: ['resumed A', 'ended app.logout A', 'started B'],
      third: ['resumed B'],
      isFirstIdRight: true,
    },
  },
  {
    name: 'two subdomains of a site, after ten sessions',
    async run(stage) {
      const name = createNamer();
      const first = await openAt(stage, 'a');
      for (let i = 0; i < 10; i++) {
        await first.evaluate(() => /** @type {any} */ (globalThis).app.sessions.end());
        await first.mouse.click(10 + i, 10);
        await lookUntil(first, ({ story, isFinal }) => story.length >= 3 + 2 * i && isFinal);
      }
      const last = (await look(first)).id;
      name(last);
      const second = await openAt(stage, 'b');
      return { second: lines(await look(second), name) };
    },
    expected: { second: ['resumed A'] },
  },
  {
    name: 'two subdomains of a site, without its domain',
    async run(stage) {
      const name = createNamer();
      const first = await look(await openAt(stage, 'a', { siteDomain: '' }));
      const second = await look(await openAt(stage, 'b', { siteDomain: '' }));
      return { stories: [lines(first, name), lines(second, name)] };
    },
    expected: { stories: [['started A'], ['started B']] },
  },
  {
    name: 'two subdomains of a site, its cookies blocked',
    async run(stage) {
      const name = createNamer();
      const [first, again] = [await openAt(stage, 'a', { script: NO_COOKIES }), await openAt(stage, 'a', { script: NO_COOKIES })];
      const second = await openAt(stage, 'b', { script: NO_COOKIES });
      const seen = [await look(first), await look(again), await look(second)];
      return { stories: seen.map((one) => lines(one, name)), warnings: seen.map(({ warnings }) => warnings.length) };
    },
    expected: { stories: [['started A'], ['resumed A'], ['started B']], warnings: [1, 1, 1] },
  },
];
