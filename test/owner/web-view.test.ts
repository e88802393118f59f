/** A page in a real browser, the built script for native apps in a JavaScript engine outside of it, and texts between them. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import type { NativeHost, NativeSessions } from '../../src/native/index.ts';
import type { RemoteSessions } from '../../src/remote/index.ts';
import { type ExamplePages, openExamplePages } from './example-pages.ts';

declare const example: { readonly sessions: RemoteSessions };
declare const sessionShell: { onmessage(event: { readonly data: string }): void };
declare function toShell(text: string): Promise<void>;

let pages: ExamplePages | null;
beforeAll(async () => {
  pages = await openExamplePages();
}, 180_000);
afterAll(() => pages?.close());

/** A shell as an app writes one: nine functions for the bundle, and a bridge to the page. */
function startShell(page: () => Page): NativeSessions {
  const disk = new Map<string, string>();
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  const host: NativeHost = {
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    setTimer: (id, ms) => void timers.set(id, setTimeout(() => sessions.timerFired(id), ms).unref()),
    clearTimer: (id) => clearTimeout(timers.get(id)),
    readText: (key) => disk.get(key),
    writeText: (key, text) => void disk.set(key, text),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    log: (_, message) => {
      throw new Error(message);
    },
    emit(kind, json) {
      if (kind === 'message') void page().evaluate((data) => sessionShell.onmessage({ data }), JSON.parse(json).message);
    },
  };
  const engine = createContext({});
  runInContext(readFileSync(`${ROOT}dist/native.global.js`, 'utf8'), engine);
  const sessions = engine.Sessionchart.createNativeProvider(host, '{}') as NativeSessions;
  return sessions;
}

it('has the session of the app around its web view, and counts there', async ({ skip }) => {
  let opened: Page | undefined;
  const shell = startShell(() => opened as Page);
  shell.show();
  shell.attach('main', true);
  const page =
    (await pages?.open('web-view/page', async (fresh) => {
      opened = fresh;
      await fresh.exposeFunction('toShell', (text: string) => shell.receive('main', text));
      await fresh.evaluateOnNewDocument(() => {
        Object.assign(window, { sessionShell: { postMessage: (text: string) => void toShell(text), onmessage: null } });
      });
    })) ?? skip('no Chromium');
  await page.evaluate(() => example.sessions.ready);
  const id = shell.getSessionId();
  expect(await page.evaluate(() => [example.sessions.getSessionId(), example.sessions.stamp('logs')])).toEqual([id, id]);
  const { lastActivityTimeMs } = JSON.parse(shell.getSession() ?? '{}');
  await page.click('button');
  for (let i = 0; i < 100 && JSON.parse(shell.getSession() ?? '{}').lastActivityTimeMs === lastActivityTimeMs; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const session = JSON.parse(shell.getSession() ?? '{}');
  expect(session).toMatchObject({ id, telemetry: { logs: 1 } });
  expect(session.lastActivityTimeMs).toBeGreaterThan(lastActivityTimeMs);

  shell.end('app.logout');
  await page.waitForFunction(() => example.sessions.getSessionId() === null);
});
