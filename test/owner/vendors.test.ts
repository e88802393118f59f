/** The published SDKs of Datadog and New Relic in a real browser; what they send goes nowhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionChange } from '../../machines/session.ts';
import type { FollowedSessions } from '../../src/remote/index.ts';
import { type ExamplePages, openExamplePages } from './example-pages.ts';

/** What the examples export, in the page. */
declare const example: {
  readonly sessions: FollowedSessions;
  readonly agent: { readonly info: { readonly jsAttributes: Readonly<Record<string, unknown>> } };
};
declare const told: string[];

let pages: ExamplePages | null;
beforeAll(async () => {
  pages = await openExamplePages();
}, 180_000);
afterAll(() => pages?.close());

const until = async <T>(read: () => Promise<T>, test: (value: T) => boolean) => {
  for (let i = 0; i < 200; i++) {
    const value = await read();
    if (test(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read();
};

it("has Datadog's session: its id, its end, and its next one", async ({ skip }) => {
  const page = (await pages?.open('from-datadog')) ?? skip('no Chromium');
  /** Where Datadog keeps it. */
  const cookie = async () => new URLSearchParams((await page.cookies()).find(({ name }) => name.startsWith('_dd_s'))?.value).get('id');
  const current = () => page.evaluate(() => example.sessions.getSessionId());
  await page.evaluate(() => {
    Object.assign(globalThis, { told: [] });
    example.sessions.subscribe(({ type, session }: SessionChange) => told.push(`${type} ${session.id}`));
  });
  const first = await until(current, (id) => id !== null);
  expect(first).toBe(await cookie());
  expect(await page.evaluate(() => example.sessions.stamp('traces'))).toBe(first);

  await page.evaluate(() => example.sessions.end());
  expect(await until(current, (id) => id === null)).toBe(null);
  // It renews with a person's next click, at the earliest a second later.
  const second = await until(
    async () => {
      await page.click('button');
      return current();
    },
    (id) => id !== null,
  );
  expect(second).toBe(await cookie());
  expect(second).not.toBe(first);
  expect(await page.evaluate(() => [...told])).toEqual([`resumed ${first}`, `ended ${first}`, `started ${second}`]);
});

it("puts our id on Datadog's events, and ends its session with ours", async ({ skip }) => {
  const page = (await pages?.open('to-datadog')) ?? skip('no Chromium');
  const id = await page.evaluate(() => example.sessions.getSessionId());
  const cookie = async () => (await page.cookies()).find(({ name }) => name.startsWith('_dd_s'))?.value;
  const before = await until(cookie, (text) => text?.includes('id=') === true);
  await page.evaluate(() => example.sessions.end());
  const after = await until(cookie, (text) => text !== before);
  expect(new URLSearchParams(before).get('id')).not.toBe(null);
  expect(new URLSearchParams(after).get('id')).toBe(null);
  await page.goto('about:blank');
  const events = await until(
    async () => (pages?.sent ?? []).flatMap((body) => body.split('\n')).filter((line) => line.includes('app_session_id')),
    (lines) => lines.length > 0,
  );
  expect(JSON.parse(events[0] ?? '{}').context).toEqual({ app_session_id: id });
});

it('has New Relic put our id on its events, and take it off with the end', async ({ skip }) => {
  const page = (await pages?.open('to-new-relic')) ?? skip('no Chromium');
  const attribute = () => page.evaluate(() => example.agent.info.jsAttributes['app.session.id'] ?? null);
  const id = await page.evaluate(() => example.sessions.getSessionId());
  expect(await until(attribute, (value) => value !== null)).toBe(id);
  await page.evaluate(() => example.sessions.end());
  expect(await until(attribute, (value) => value === null)).toBe(null);
});
