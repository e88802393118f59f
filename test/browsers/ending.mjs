/** An app ends its session, or shuts its provider down, at an odd moment. */
import { look, lookUntil, pause } from './support/page.mjs';
import { cover, createNamer, lines, open } from './support/scenario.mjs';

/** @typedef {import('./support/scenario.mjs').Scenario} Scenario */

/** @type {readonly Scenario[]} */
export const ending = [
  {
    name: 'closed while it is hidden, and the app ends its session at that',
    async run(stage) {
      const name = createNamer();
      const page = await open(stage);
      const before = lines(await look(page), name);
      await page.evaluate(() => addEventListener('pagehide', () => /** @type {any} */ (globalThis).app.sessions.end('app.closed')));
      await cover(stage);
      await page.close({ runBeforeUnload: true });
      await stage.server.arrived(({ beacons }) => beacons.includes(`unload ${stage.scope}`));
      const next = await open(stage);
      return { before, after: lines(await lookUntil(next, ({ story }) => story.length > 0), name) };
    },
    expected: { before: ['started A'], after: ['started B'] },
  },
  {
    name: 'shut down in the instant it began, while it asks who is there',
    async run(stage) {
      const page = await open(stage, { wait: false });
      await page.evaluate(() => /** @type {any} */ (globalThis).app.sessions.shutdown());
      await pause(1_000);
      const answers = await page.evaluate(async (scope) => {
        let count = 0;
        const channel = new BroadcastChannel(`sessionchart.at.${scope}.`);
        channel.onmessage = () => count++;
        channel.postMessage({});
        await new Promise((resolve) => setTimeout(resolve, 500));
        return count;
      }, stage.scope);
      return { answers };
    },
    expected: { answers: 0 },
  },
  {
    name: 'shut down, one of two providers of a scope in a page',
    async run(stage) {
      const page = await open(stage);
      await page.evaluate((scope) => {
        const { app, boot } = /** @type {any} */ (globalThis);
        Object.assign(globalThis, { second: boot({ scope, telemetry: false }), app });
      }, stage.scope);
      await pause(1_000);
      await page.evaluate(() => /** @type {any} */ (globalThis).second.sessions.shutdown());
      return { first: lines(await lookUntil(page, ({ story }) => story.length >= 2), createNamer()) };
    },
    expected: { first: ['started A', 'ended shutdown A'] },
  },
];
