/** The real rrweb in a real page: recordings begin and end as sessions do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import type { EndedSession, Sessions } from '../../src/index.ts';
import { openRecipePages, type RecipePages, until } from './support/recipe-pages.ts';

interface Batch {
  readonly sessionId: string;
  readonly recordingId: string;
  readonly sequence: number;
  readonly events: readonly { readonly type: number; readonly timestamp: number; readonly data: { readonly text?: string } }[];
}
interface Brief {
  readonly recipe: { recordSessions(sessions: Sessions, send: (batch: Batch) => void): void };
  readonly sessionchart: {
    createSessionProvider(options: object): Sessions;
    webPlatform(): object;
  };
}
type Globals = { readonly recipe: { readonly sessions: Sessions } };
/** rrweb's `EventType`. */
const FULL_SNAPSHOT = 2;
const META = 4;
const INPUT_SOURCE = 5;

let pages: RecipePages | null = null;
beforeAll(async () => {
  pages = await openRecipePages();
}, 180_000);
afterAll(async () => {
  await pages?.close();
});

const batches = (): Batch[] => (pages?.sent['/replay'] ?? []).map((body) => JSON.parse(body));
const sessionId = (page: Page) =>
  page.evaluate(() => {
    const { sessions } = (globalThis as unknown as Globals).recipe;
    return sessions.isFinal ? sessions.getSessionId() : null;
  });
/** Not in the millisecond of what comes next: a session does not own that of its end. */
const addText = (page: Page, text: string) =>
  page.evaluate(async (added) => {
    document.body.append(added);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }, text);

it('records each session by itself, and nothing between two', async ({ skip }) => {
  const open = (await pages?.visit()) ?? skip('no Chromium');
  const page = await open('session-replay/app');
  const first = await until(() => sessionId(page));
  await page.type('input', 'secret');
  await addText(page, 'in the first');
  await page.evaluate(() => (globalThis as unknown as Globals).recipe.sessions.end());
  await until(async () => batches().length > 0);
  await addText(page, 'in none');
  await page.click('button');
  const second = await until(() => sessionId(page));
  await until(async () => (await page.evaluate(() => document.body.textContent ?? '')).includes('in none'));
  await addText(page, 'in the second');
  await page.evaluate(() => (globalThis as unknown as Globals).recipe.sessions.end());
  await until(async () => batches().some((batch) => batch.sessionId === second));

  const ended = await page.evaluate(
    async () => (await (globalThis as unknown as Globals).recipe.sessions.listSessions()) as EndedSession[],
  );
  expect(ended.map(({ id }) => id)).toEqual([first, second]);
  expect(new Set(batches().map(({ recordingId }) => recordingId)).size).toBe(2);
  for (const { id, startTimeMs, lapseTimeMs } of ended) {
    const own = batches().filter((batch) => batch.sessionId === id);
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index));
    const events = own.flatMap((batch) => batch.events);
    // A player begins with the page's address and size, and all that was on it.
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual([META, FULL_SNAPSHOT]);
    for (const { timestamp } of events) expect(timestamp >= startTimeMs && timestamp < lapseTimeMs, `${timestamp}`).toBe(true);
  }
  const text = (id: string | null) => JSON.stringify(batches().filter((batch) => batch.sessionId === id));
  const added = [first, second].map((id) => ['in the first', 'in none', 'in the second'].filter((words) => text(id).includes(words)));
  // The second begins with a snapshot of all that is there.
  expect(added).toEqual([['in the first'], ['in the first', 'in none', 'in the second']]);
  expect(text(first)).not.toContain('secret');
  expect(text(first)).toContain(`"source":${INPUT_SOURCE}`);
  expect(pages?.errors).toEqual([]);
});

it('sends nothing of what came after a session that was over before anybody noticed', async ({ skip }) => {
  const open = (await pages?.visit()) ?? skip('no Chromium');
  const page = await open('session-replay/record-sessions');
  await page.addScriptTag({ content: readFileSync(join(ROOT, 'dist/sessionchart.global.js'), 'utf8') });
  const { lapseTimeMs, timestamps, text } = await page.evaluate(async () => {
    const { recipe, sessionchart } = globalThis as unknown as Brief;
    const policy = {
      name: 'brief',
      startOn: ['app.begin'],
      extendOn: [],
      endAfter: { inactivity: { ms: 400 } },
      then: 'wait',
      scope: 'page',
    };
    const sessions = sessionchart.createSessionProvider({ platform: sessionchart.webPlatform(), policy });
    const sent: Batch[] = [];
    const done = new Promise<EndedSession>((resolve) =>
      sessions.subscribe(({ type, session }) => type === 'ended' && setTimeout(resolve, 0, session)),
    );
    recipe.recordSessions(sessions, (batch) => sent.push(batch));
    sessions.notify('app.begin');
    await new Promise<void>((resolve) => sessions.whenFinal(resolve));
    document.body.append('within');
    await new Promise((resolve) => setTimeout(resolve, 0));
    // A busy page: no timer can run, so the session's end is noticed late.
    for (const untilMs = Date.now() + 600; Date.now() < untilMs; );
    document.body.append('after');
    const session = await done;
    const events = sent.flatMap((batch) => batch.events);
    return { lapseTimeMs: session.lapseTimeMs, timestamps: events.map(({ timestamp }) => timestamp), text: JSON.stringify(events) };
  });
  expect(Math.max(...timestamps)).toBeLessThan(lapseTimeMs);
  expect(text).toContain('within');
  expect(text).not.toContain('after');
});
