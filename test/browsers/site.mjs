/** Subdomains of one site share a session by a cookie, where the app names the site's domain. */
import { look, lookUntil, pause } from './support/page.mjs';
import { cover, createNamer, lines } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */
/** @typedef {import('./support/scenario.mjs').Stage} Stage */

/** The browsers are told that its subdomains are this machine. On `localhost` no cookie can have a domain. */
export const SITE = 'example.test';

/**
 * @param {Stage} stage
 * @param {string} subdomain
 * @param {{ siteDomain?: string, script?: string, consent?: object, wait?: boolean }} [how] `script` runs before every other of the page
 */
async function openAt({ browser, server, scope }, subdomain, { siteDomain = SITE, script, consent, wait = true } = {}) {
  const page = await browser.newPage();
  if (script) await page.evaluateOnNewDocument(script);
  const options = { scope, policy: { scope: 'site' }, ...(siteDomain && { siteDomain }), ...(consent && { consent }) };
  await page.goto(`http://${subdomain}.${SITE}:${server.port}/?boot=${encodeURIComponent(JSON.stringify(options))}`);
  if (wait) await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
  return page;
}

const NO_COOKIES = `Object.defineProperty(document, 'cookie', { get: () => '', set() {} });`;

const GRANTED = { consent: { granted: true } };
/** @param {import('./support/page.mjs').Page} page @param {'grantConsent' | 'revokeConsent'} call */
const decide = (page, call) => page.evaluate((name) => /** @type {any} */ (globalThis).app.consent[name](), call);
/** In all pages at that instant, which is busy waiting, as timers of hidden tabs are late. @param {readonly import('./support/page.mjs').Page[]} pages @param {'grantConsent' | 'revokeConsent'} call @param {number} atMs */
const decideAt = (pages, call, atMs) =>
  Promise.all(
    pages.map((page) =>
      page.evaluate(
        (name, instantMs) => {
          while (Date.now() < instantMs);
          /** @type {any} */ (globalThis).app.consent[name]();
        },
        call,
        atMs,
      ),
    ),
  );
/** @param {import('./support/page.mjs').Page} page */
const revoked = (page) => lookUntil(page, ({ story }) => story.includes('ended app.consent_revoked'));
/** What is stored for its origin and for the site; a database takes a moment to go. @param {import('./support/page.mjs').Page} page */
async function kept(page) {
  for (let tries = 0; ; tries++) {
    const found = await page.evaluate(async () => [
      ...(await indexedDB.databases()).map(({ name }) => name),
      ...Object.keys({ ...localStorage, ...sessionStorage }),
      document.cookie,
    ]);
    if (found.join('') === '' || tries === 40) return found;
    await pause(50);
  }
}

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
  {
    name: 'two subdomains of a site, consent taken back on one, the other behind it and then seen again',
    async run(stage) {
      const name = createNamer();
      const first = await openAt(stage, 'a', GRANTED);
      const second = await openAt(stage, 'b', GRANTED);
      await first.bringToFront();
      await decide(first, 'revokeConsent');
      const one = await revoked(first);
      await second.bringToFront();
      const two = await revoked(second);
      await second.mouse.click(10, 10);
      await pause(2_500);
      return {
        stories: [lines(one, name), lines(two, name)],
        kept: [await kept(first), await kept(second)],
        id: (await look(second)).id,
      };
    },
    expected: {
      stories: [
        ['started A', 'ended app.consent_revoked A'],
        ['resumed A', 'ended app.consent_revoked A'],
      ],
      kept: [[''], ['']],
      id: null,
    },
  },
  {
    name: 'two subdomains of a site, consent taken back on one, then activity on the other, seen all the time',
    async run(stage) {
      const name = createNamer();
      const first = await openAt(stage, 'a', GRANTED);
      const second = await openAt(stage, 'b', GRANTED);
      await pause(2_500);
      await decide(first, 'revokeConsent');
      await revoked(first);
      await second.mouse.click(10, 10);
      const two = await revoked(second);
      return { story: lines(two, name), kept: [await kept(first), await kept(second)] };
    },
    expected: { story: ['resumed A', 'ended app.consent_revoked A'], kept: [[''], ['']] },
  },
  {
    name: 'three subdomains of a site, told of consent, of its end and of consent again in one instant each',
    async run(stage) {
      /** @type {import('./support/page.mjs').Page[]} */
      const pages = [];
      for (const subdomain of ['a', 'b', 'c']) pages.push(await openAt(stage, subdomain, { consent: {}, wait: false }));
      for (const page of pages) {
        await page.evaluate(() => {
          const { app } = /** @type {any} */ (globalThis);
          app.states = [];
          app.consent.subscribe((/** @type {string} */ state) => app.states.push(state));
        });
      }
      for (const call of /** @type {const} */ (['grantConsent', 'revokeConsent', 'grantConsent'])) {
        await decideAt(pages, call, Date.now() + 500);
        await pause(1_500);
      }
      for (const page of pages) await page.evaluate(() => /** @type {any} */ (globalThis).app.sessions.notify('input.click'));
      await pause(2_500);
      return { states: await Promise.all(pages.map((page) => page.evaluate(() => /** @type {any} */ (globalThis).app.states.join(' ')))) };
    },
    expected: { states: Array(3).fill('granted revoked granted') },
  },
  {
    name: 'two subdomains of a site, consent taken back and given anew on one while the other is away',
    async run(stage) {
      const name = createNamer();
      const first = await openAt(stage, 'a', GRANTED);
      const second = await openAt(stage, 'b', GRANTED);
      await pause(6_000);
      await cover(stage);
      await decide(first, 'revokeConsent');
      await revoked(first);
      await decide(first, 'grantConsent');
      const anew = await lookUntil(first, ({ id, isFinal }) => id !== null && isFinal);
      await second.bringToFront();
      const two = await revoked(second);
      const behind = await kept(second);
      await decide(second, 'grantConsent');
      const joined = await lookUntil(second, ({ id, isFinal }) => id !== null && isFinal);
      await pause(2_500);
      return {
        ended: lines(two, name).at(-1),
        isAnew: name(anew.id) === 'B',
        behind: behind.filter((key) => !String(key).includes('sessionchart_')),
        isJoined: joined.id === anew.id && (await look(first)).id === anew.id,
      };
    },
    expected: {
      ended: 'ended app.consent_revoked A',
      isAnew: true,
      behind: [],
      isJoined: true,
    },
  },
];
