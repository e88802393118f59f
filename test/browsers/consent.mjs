/** A person who is asked: nothing is kept or sent before the answer, and nothing is left after it was taken back. */
import { lookUntil, pause } from './support/page.mjs';
import { cover, createNamer, lines, open } from './support/scenario.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */
/** @typedef {import('./support/scenario.mjs').Stage} Stage */

const NOTHING = { databases: [], local: [], session: [], cookie: '' };
const GRANTED = { consent: { granted: true } };

/** Whatever of ours the browser keeps for the origin, until it is as expected: a database takes a moment to go. @param {Page} page */
async function kept(page) {
  for (let tries = 0; ; tries++) {
    const found = await page.evaluate(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      cookie: document.cookie,
    }));
    if (JSON.stringify(found) === JSON.stringify(NOTHING) || tries === 40) return found;
    await pause(50);
  }
}
/** @param {Page} page @param {'grantConsent' | 'revokeConsent'} call */
const decide = (page, call) => page.evaluate((name) => /** @type {any} */ (globalThis).app.consent[name](), call);
/** Something happens, and is flushed. @param {Page} page */
async function use(page) {
  await page.mouse.click(10, 10);
  await page.evaluate(async () => {
    const { app } = /** @type {any} */ (globalThis);
    app.sessions.setMetadata({ used: true });
    app.telemetry.emit('page.used');
    await app.telemetry.flush();
  });
}
/** @param {Stage} stage */
const sent = ({ server, scope }) => server.records.filter(({ service }) => service === scope);
/** @param {Page} page @param {'frozen' | 'active'} state */
async function setLifecycle(page, state) {
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state });
  await session.detach();
}
/** @param {Page} page */
const revoked = (page) => lookUntil(page, ({ story }) => story.includes('ended app.consent_revoked'));

/** @type {readonly Scenario[]} */
export const consent = [
  {
    name: 'asked: two tabs keep and send nothing, and with consent share one session',
    async run(stage) {
      const first = await open(stage, { options: { consent: {} }, wait: false });
      const second = await open(stage, { options: { consent: {} }, wait: false });
      for (const page of [first, second]) await use(page);
      await pause(6_000);
      const before = { kept: await kept(first), sent: sent(stage).length, ids: (await lookUntil(first, () => true)).id !== null };
      const { id } = await lookUntil(first, () => true);
      await decide(first, 'grantConsent');
      await lookUntil(first, ({ isFinal }) => isFinal);
      await decide(second, 'grantConsent');
      const joined = await lookUntil(second, ({ isFinal }) => isFinal);
      await stage.server.arrived(() => sent(stage).filter(({ name }) => name === 'page.used').length === 2);
      const names = sent(stage).map(({ name, attributes }) => `${name} ${attributes['session.id'] === id ? 'A' : '?'}`);
      return { before, isShared: joined.id === id, sent: names.sort() };
    },
    expected: {
      before: { kept: NOTHING, sent: 0, ids: true },
      isShared: true,
      sent: ['page.first A', 'page.first A', 'page.used A', 'page.used A', 'session.start A'],
    },
  },
  {
    name: 'asked: nothing is recorded, and a page that closes sends nothing either',
    async run(stage) {
      const page = await open(stage, { options: { consent: { before: 'nothing' } }, wait: false });
      await use(page);
      const { id } = await lookUntil(page, () => true);
      await page.goto(`${stage.server.url}/other`);
      await pause(500);
      return { id, kept: await kept(page), sent: sent(stage).length };
    },
    expected: { id: null, kept: NOTHING, sent: 0 },
  },
  ...['origin', 'tab'].map((scope) => ({
    name: `consent taken back in one of two tabs, sessions of a${scope === 'tab' ? ' tab' : 'n origin'}`,
    /** @param {Stage} stage */
    async run(stage) {
      const name = createNamer();
      const options = { ...GRANTED, policy: { scope } };
      const first = await open(stage, { options });
      const second = await open(stage, { options });
      for (const page of [first, second]) await use(page);
      await decide(second, 'revokeConsent');
      const [one, two] = [await revoked(first), await revoked(second)];
      const before = sent(stage).length;
      for (const page of [first, second]) await use(page);
      await pause(2_500);
      return {
        stories: [lines(one, name).at(-1), lines(two, name).at(-1)],
        kept: [await kept(first), await kept(second)],
        sentSince: sent(stage).length - before,
      };
    },
    expected: {
      stories: ['ended app.consent_revoked A', `ended app.consent_revoked ${scope === 'tab' ? 'B' : 'A'}`],
      kept: [NOTHING, NOTHING],
      sentSince: 0,
    },
  })),
  ...['origin', 'tab'].map((scope) => ({
    name: `consent taken back while another tab is frozen, which then wakes, sessions of a${scope === 'tab' ? ' tab' : 'n origin'}`,
    /** @param {Stage} stage */
    async run(stage) {
      const name = createNamer();
      const options = { ...GRANTED, policy: { scope } };
      const first = await open(stage, { options });
      const frozen = await open(stage, { options });
      const front = await cover(stage);
      await pause(3_000);
      await setLifecycle(frozen, 'frozen');
      await first.bringToFront();
      await decide(first, 'revokeConsent');
      await revoked(first);
      // The database is empty, and goes as soon as the frozen page can let go of it.
      const { databases: _, ...asleep } = await kept(front);
      await setLifecycle(frozen, 'active');
      await frozen.bringToFront();
      const woken = await revoked(frozen);
      await use(frozen);
      await pause(2_500);
      return { asleep, story: lines(woken, name).at(-1), kept: await kept(frozen), id: (await lookUntil(frozen, () => true)).id };
    },
    expected: { asleep: { local: [], session: [], cookie: '' }, story: 'ended app.consent_revoked A', kept: NOTHING, id: null },
  })),
  ...['origin', 'tab'].map((scope) => ({
    name: `consent taken back, and given anew, while another page is in bfcache, sessions of a${scope === 'tab' ? ' tab' : 'n origin'}`,
    /** @param {Stage} stage */
    async run(stage) {
      const options = { ...GRANTED, policy: { scope } };
      const first = await open(stage, { options });
      const gone = await open(stage, { options });
      const { id } = await lookUntil(gone, ({ isFinal }) => isFinal);
      await gone.goto(`${stage.server.url}/other`);
      await decide(first, 'revokeConsent');
      await revoked(first);
      await decide(first, 'grantConsent');
      const anew = await lookUntil(first, (seen) => seen.id !== null && seen.isFinal);
      await gone.goBack({ timeout: 2_000 }).catch(() => {});
      // Chromium may have thrown the page away when the database went, so that it loads anew.
      const back = await lookUntil(
        gone,
        (seen) => seen.story.includes('ended app.consent_revoked') || (seen.isFinal && seen.id !== null && seen.id !== id),
      );
      await pause(2_500);
      const stored = await Promise.all(
        [first, gone].map((page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))),
      );
      return {
        isOld: back.id === id,
        isBack: stored.join().includes(String(id)),
        isKept: stored[0]?.includes(String(anew.id)),
        isAnew: anew.id !== id,
      };
    },
    expected: { isOld: false, isBack: false, isKept: true, isAnew: true },
  })),
  {
    name: 'consent taken back, and given anew, while another tab shows another page, sessions of a tab',
    async run(stage) {
      const options = { ...GRANTED, policy: { scope: 'tab' } };
      const first = await open(stage, { options });
      const elsewhere = await open(stage, { options });
      const { id: left } = await lookUntil(elsewhere, ({ isFinal }) => isFinal);
      await elsewhere.goto(`${stage.server.url}/other`);
      await decide(first, 'revokeConsent');
      await decide(first, 'grantConsent');
      const address = `${stage.server.url}/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope, ...options }))}`;
      await elsewhere.goto(address);
      const back = await lookUntil(elsewhere, ({ story, isFinal }) => story.length > 0 && isFinal);
      await pause(2_500);
      const stored = await elsewhere.evaluate(() => JSON.stringify({ ...sessionStorage }));
      return { story: back.story, isStored: stored.includes(String(back.id)), isLeft: stored.includes(String(left)) };
    },
    expected: { story: ['started'], isStored: true, isLeft: false },
  },
  {
    name: 'consent refused on the next visit',
    async run(stage) {
      const page = await open(stage, { options: GRANTED });
      await use(page);
      await page.goto(`${stage.server.url}/other`);
      const left = await page.evaluate(async () => (await indexedDB.databases()).length);
      const next = await open(stage, { options: { consent: {} }, wait: false });
      await decide(next, 'revokeConsent');
      return { left, kept: await kept(next) };
    },
    expected: { left: 1, kept: NOTHING },
  },
];
