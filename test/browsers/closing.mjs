/** A page closes, crashes, or is discarded: what it last sent arrives, and the next one goes on with its session. */
import { look, lookUntil, pause } from './support/page.mjs';
import { createNamer, lines, open } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */
/** @typedef {import('./support/scenario.mjs').Stage} Stage */

/** @param {Stage} stage */
const sent = ({ server, scope }) => server.records.filter(({ service }) => service === scope);

/** What pages of this scenario said as they went; those of the one before may say it late. @param {Stage} stage */
const unloads = ({ server, scope }) => server.beacons.filter((text) => text === `unload ${scope}`).length;

/** @type {readonly Scenario[]} */
export const closing = [
  {
    name: 'closed, the last of its origin, and opened again',
    async run(stage) {
      const name = createNamer();
      const keep = await stage.browser.newPage();
      const page = await open(stage);
      const before = await look(page);
      await page.close({ runBeforeUnload: true });
      await stage.server.arrived(() => unloads(stage) > 0 && sent(stage).some(({ name: event }) => event === 'page.last'));
      const last = sent(stage).find(({ name: event }) => event === 'page.last');
      const next = await open(stage);
      await keep.close();
      return {
        before: lines(before, name),
        last: name(String(last?.attributes['session.id'])),
        unloads: unloads(stage),
        after: lines(await look(next), name),
      };
    },
    expected: { before: ['started A'], last: 'A', unloads: 1, after: ['resumed A'] },
  },
  {
    name: 'closed, the last of its origin, for longer than the background limit',
    async run(stage) {
      const name = createNamer();
      const options = { policy: { endAfter: { background: { ms: 1_000 } } } };
      const keep = await stage.browser.newPage();
      const page = await open(stage, { options });
      const before = lines(await look(page), name);
      await page.close({ runBeforeUnload: true });
      await stage.server.arrived(() => unloads(stage) > 0);
      await pause(1_200);
      const seen = await lookUntil(await open(stage, { options }), ({ story }) => story.length >= 2);
      await keep.close();
      return { before, after: lines(seen, name) };
    },
    expected: { before: ['started A'], after: ['ended background_timeout A', 'started B'] },
  },
  {
    name: 'closed in the instant it began, its id not final yet',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage, { wait: false });
      const id = await page.evaluate(() => /** @type {any} */ (globalThis).app.firstId);
      await page.goto('about:blank');
      await stage.server.arrived(() => sent(stage).some(({ name: event }) => event === 'page.last'));
      const ids = new Set(sent(stage).map(({ attributes }) => attributes['session.id']));
      const starts = sent(stage).filter(({ name: event }) => event === 'session.start').length;
      const next = await open(stage);
      return { first: name(id), sent: [...ids].map((one) => name(String(one))), starts, after: lines(await look(next), name) };
    },
    expected: { first: 'A', sent: ['A'], starts: 1, after: ['resumed A'] },
  },
  {
    name: 'one of two closed',
    async run(stage) {
      const name = createNamer();
      const first = await open(stage);
      const second = await open(stage);
      await second.close({ runBeforeUnload: true });
      await first.bringToFront();
      await pause(2_600);
      return { story: lines(await look(first), name), unloads: unloads(stage) };
    },
    expected: { story: ['started A'], unloads: 0 },
  },
  {
    name: 'closed, the last of its scope, a page of another scope beside it',
    async run(stage) {
      const beside = await open(stage, { options: { scope: `${stage.scope}.beside` } });
      const page = await open(stage);
      await beside.bringToFront();
      const hidden = await lookUntil(page, ({ story }) => story.length >= 3);
      await page.close({ runBeforeUnload: true });
      await stage.server.arrived(() => unloads(stage) > 0);
      return { hidden: lines(hidden, createNamer()), unloads: unloads(stage) };
    },
    expected: { hidden: ['started A', 'backgrounded A', 'updated A'], unloads: 1 },
  },
  {
    name: 'closed, one of two tabs with sessions of their own',
    async run(stage) {
      const options = { policy: { scope: 'tab' } };
      await open(stage, { options });
      const page = await open(stage, { options });
      await page.close({ runBeforeUnload: true });
      await stage.server.arrived(() => unloads(stage) > 0);
      return { unloads: unloads(stage) };
    },
    expected: { unloads: 1 },
  },
  {
    name: 'the visible one of two closed, the other hidden',
    async run(stage) {
      const name = createNamer();
      const hidden = await open(stage);
      const shown = await open(stage);
      const other = await stage.browser.newPage();
      await other.goto(`${stage.server.url}/other`);
      await shown.bringToFront();
      await shown.close({ runBeforeUnload: true });
      await other.bringToFront();
      const seen = await lookUntil(hidden, ({ story }) => story.length >= 3);
      return { story: lines(seen, name) };
    },
    expected: { story: ['started A', 'backgrounded A', 'updated A'] },
  },
  {
    name: 'crashed, and loaded again',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      const before = lines(await look(page), name);
      const session = await page.createCDPSession();
      // It never answers.
      void session.send('Page.crash').catch(() => {});
      await pause(500);
      const next = await open(stage);
      const seen = await look(next);
      return { before, after: lines(seen, name), isFirstIdRight: seen.firstId === seen.id };
    },
    expected: { before: ['started A'], after: ['resumed A'], isFirstIdRight: true },
  },
  {
    name: 'navigated to the next page of the site',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      const before = lines(await look(page), name);
      await page.goto(`${stage.server.url}/?boot=${encodeURIComponent(JSON.stringify({ scope: stage.scope }))}&next`);
      await lookUntil(page, ({ story, isFinal }) => story.length > 0 && isFinal);
      await pause(2_600);
      return { before, after: lines(await look(page), name) };
    },
    expected: { before: ['started A'], after: ['resumed A'] },
  },
];
