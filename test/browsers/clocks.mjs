/** The device sleeps, timers are throttled, somebody sets the wall clock. */
import { look, lookUntil, pause } from './support/page.mjs';
import { cover, createNamer, lines, open } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Runs in the page, whose clock is faked from before its first script. @param {import('puppeteer-core').Page} page @param {string} call @param {number} ms */
const turn = (page, call, ms) => page.evaluate((name, by) => void (/** @type {any} */ (globalThis).turn[name](by)), call, ms);

/** @param {import('puppeteer-core').Page} page */
const times = (page) =>
  page.evaluate(() =>
    /** @type {any} */ (globalThis).app.changes.map((/** @type {any} */ { type, session, atMs, detectedAtMs }) => [
      `${type}${session.endReason ? ` ${session.endReason}` : ''}`,
      Math.round((atMs - 1_767_225_600_000) / 60_000),
      Math.round((detectedAtMs - 1_767_225_600_000) / 60_000),
    ]),
  );

/** @param {import('./support/scenario.mjs').Stage} stage @param {object} [policy] */
const openClocked = (stage, policy = {}) => open(stage, { path: '/clocked', options: { telemetry: false, policy } });

/** @type {readonly Scenario[]} */
export const clocks = [
  {
    name: 'the device sleeps for a night, and the person comes back',
    async run(stage) {
      const page = await openClocked(stage);
      await turn(page, 'jump', 8 * HOUR_MS);
      const asleep = (await look(page)).id;
      await page.mouse.click(10, 10);
      await lookUntil(page, ({ story }) => story.length >= 3);
      return { asleep, changes: await times(page) };
    },
    expected: {
      asleep: null,
      changes: [
        ['started', 0, 0],
        ['ended inactivity', 0, 480],
        ['started', 480, 480],
      ],
    },
  },
  {
    name: 'the person works for five hours, a click every ten minutes',
    async run(stage) {
      const page = await openClocked(stage);
      for (let i = 0; i < 30; i++) {
        await turn(page, 'tick', 10 * MINUTE_MS);
        await page.mouse.click(10, 10);
      }
      await lookUntil(page, ({ story }) => story.length >= 3);
      return { changes: await times(page) };
    },
    expected: {
      changes: [
        ['started', 0, 0],
        ['ended max_duration', 240, 240],
        ['started', 240, 240],
      ],
    },
  },
  ...[1, 24].flatMap((hours) => [
    {
      name: `the wall clock is set forward by ${hours} h`,
      /** @param {import('./support/scenario.mjs').Stage} stage */
      async run(stage) {
        const page = await openClocked(stage);
        await turn(page, 'tick', 5 * MINUTE_MS);
        await turn(page, 'setWall', hours * HOUR_MS);
        await page.mouse.click(10, 10);
        await lookUntil(page, ({ story }) => story.length >= 3);
        return { changes: await times(page) };
      },
      expected: {
        changes: [
          ['started', 0, 0],
          ['ended inactivity', 0, hours * 60 + 5],
          ['started', hours * 60 + 5, hours * 60 + 5],
        ],
      },
    },
    {
      name: `the wall clock is set back by ${hours} h`,
      /** @param {import('./support/scenario.mjs').Stage} stage */
      async run(stage) {
        const page = await openClocked(stage);
        await turn(page, 'tick', 5 * MINUTE_MS);
        await turn(page, 'setWall', -hours * HOUR_MS);
        await page.mouse.click(10, 10);
        await turn(page, 'tick', 29 * MINUTE_MS);
        const { story } = await look(page);
        await turn(page, 'tick', 2 * MINUTE_MS);
        await lookUntil(page, (seen) => seen.story.length >= 2);
        return { story, changes: await times(page) };
      },
      expected: {
        story: ['started'],
        changes: [
          ['started', 0, 0],
          ['ended inactivity', 5, 35],
        ],
      },
    },
  ]),
  {
    name: 'a provider that comes later than its page begins with the page',
    async run({ browser, server, scope }) {
      const page = await browser.newPage();
      await page.goto(`${server.url}/`);
      await pause(1_000);
      await page.evaluate((name) => /** @type {any} */ (globalThis).boot({ scope: name }), scope);
      const { story } = await lookUntil(page, ({ story: told }) => told.length > 0);
      const afterMs = await page.evaluate(() => {
        const { startTimeMs } = /** @type {any} */ (globalThis).app.sessions.getSession();
        return startTimeMs - (Date.now() - performance.now());
      });
      return { story, isWithPage: Math.abs(afterMs) < 100 };
    },
    expected: { story: ['started'], isWithPage: true },
  },
  {
    // By its specification `timeOrigin` follows no step of the wall clock since the browser was started.
    name: 'the time origin drifts from the wall clock by an hour',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      const before = lines(await look(page), name);
      await page.evaluateOnNewDocument((ms) => {
        const { timeOrigin } = performance;
        Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + ms });
      }, HOUR_MS);
      await page.reload();
      return { before, after: lines(await lookUntil(page, ({ story }) => story.length > 0), name) };
    },
    expected: { before: ['started A'], after: ['resumed A'] },
  },
  {
    name: 'the timers of a hidden tab are throttled',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage, { options: { policy: { endAfter: { inactivity: { ms: 1_300 } } } } });
      await cover(stage);
      await pause(3_500);
      const seen = await look(page);
      const [lateMs] = await page.evaluate(() =>
        /** @type {any} */ (globalThis).app.changes
          .filter((/** @type {any} */ { type }) => type === 'ended')
          .map((/** @type {any} */ { session, detectedAtMs }) => detectedAtMs - session.lapseTimeMs),
      );
      return { story: lines(seen, name), isLate: lateMs >= 0 && lateMs < 1_500 };
    },
    expected: { story: ['started A', 'ended inactivity A'], isLate: true },
  },
];
