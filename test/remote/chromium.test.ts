/** Frames and workers in a real browser, with two origins: `127.0.0.1` and `localhost`. */
import type { BrowserContext, Frame as BrowserFrame, Page, WebWorker } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, it, type TestContext } from 'vitest';
import type { RemoteSessions } from '../../src/remote/index.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import type { Frame } from './page/frame.ts';
import type { Host } from './page/host.ts';
import { type Served, servePages } from './serve-pages.ts';

type Kind = 'dedicated' | 'shared' | 'service';
/** Globals of the pages and workers, where what is evaluated runs. */
declare const page: { readonly host: Host; readonly frame: Frame };
declare const worker: { readonly sessions: RemoteSessions; emit(name: string): void };

let served: Served;
let chromium: Awaited<ReturnType<typeof launchChromium>>;
let context: BrowserContext | undefined;
beforeAll(async () => {
  [served, chromium] = await Promise.all([servePages(), launchChromium()]);
});
afterEach(() => context?.close());
afterAll(async () => {
  await chromium?.close();
  served.close();
});

/** @returns opens a tab, all in one new profile */
async function visitor({ skip }: Pick<TestContext, 'skip'>): Promise<(url: string) => Promise<Page>> {
  const profile = (await chromium?.browser.createBrowserContext()) ?? skip('no Chromium');
  context = profile;
  return async (url) => {
    const tab = await profile.newPage();
    await tab.goto(url);
    return tab;
  };
}
async function until<T>(read: () => T | Promise<T>, test: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 100; i++) {
    const value = await read();
    if (test(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read();
}
const idOf = (tab: Page) => tab.evaluate(() => page.host.sessions.getSessionId());
const countsOf = (tab: Page) => tab.evaluate(() => page.host.sessions.getSession()?.telemetry.logs ?? -1);
const idIn = (remote: WebWorker) => remote.evaluate(() => worker.sessions.getSessionId());
const open = async (visit: (url: string) => Promise<Page>, inactivityMs?: number) => {
  const tab = await visit(served.host);
  await tab.evaluate((ms) => page.host.boot(ms), inactivityMs);
  return tab;
};
async function workerOf(tab: Page, kind: Kind): Promise<WebWorker> {
  const found = await targetOf(tab, kind);
  // It is there before it has run its script.
  await until(
    () => found.evaluate(() => 'worker' in globalThis),
    (isReady) => isReady,
  );
  return found;
}
async function targetOf(tab: Page, kind: Kind): Promise<WebWorker> {
  if (kind === 'dedicated')
    return (
      await until(
        () => tab.workers(),
        (all) => all.length > 0,
      )
    )[0] as WebWorker;
  const target = await tab.browserContext().waitForTarget((one) => one.type() === `${kind}_worker`);
  return (await target.worker()) as WebWorker;
}
async function frameOf(tab: Page, url: string): Promise<BrowserFrame> {
  await tab.evaluate((address) => page.host.frame(address), url);
  return tab.frames().find((frame) => frame.url() === url) as BrowserFrame;
}

it.for(['dedicated', 'shared', 'service'] as const)(
  'stamps and counts records of a %s worker with the session of its page',
  async (kind, test) => {
    const tab = await open(await visitor(test));
    const id = await idOf(tab);
    await tab.evaluate((name) => page.host[name](), kind);
    const remote = await workerOf(tab, kind);
    await remote.evaluate(() => worker.sessions.ready);
    expect(await idIn(remote)).toBe(id);
    const before = await tab.evaluate(() => page.host.sessions.deadlineMs);
    await remote.evaluate((name) => worker.emit(`from.${name}`), kind);
    expect(
      await until(
        () => countsOf(tab),
        (logs) => logs === 1,
      ),
    ).toBe(1);
    expect(await tab.evaluate(() => page.host.sessions.deadlineMs)).toBeGreaterThan(before);
    const [record] = await until(
      () => served.records.filter(({ name }) => name === `from.${kind}`),
      (all) => all.length > 0,
    );
    expect(record?.attributes).toEqual({ 'session.id': id });
  },
);

it('goes on in a shared worker until the deadline that it knows when the page that shared is gone, and with the next page', async (test) => {
  const visit = await visitor(test);
  const first = await open(visit, 4_000);
  const second = await visit(served.host);
  const id = await idOf(first);
  await first.evaluate(() => page.host.shared());
  // Keeps the worker alive, and shares nothing.
  await second.evaluate(() => void new SharedWorker('/worker.js'));
  const remote = await workerOf(first, 'shared');
  await remote.evaluate(() => worker.sessions.ready);
  await first.close();
  expect(await idIn(remote)).toBe(id);
  expect(
    await until(
      () => idIn(remote),
      (now) => now === null,
    ),
  ).toBe(null);
  await remote.evaluate(() => worker.emit('while.nobody'));

  await second.evaluate(() => page.host.boot(4_000));
  await second.evaluate(() => page.host.shared());
  const next = await until(
    () => idIn(remote),
    (now) => now !== null,
  );
  expect(next).not.toBe(id);
  expect(next).toBe(await idOf(second));
  const [record] = await until(
    () => served.records.filter(({ name }) => name === 'while.nobody'),
    (all) => all.length > 0,
  );
  expect(record?.attributes).toEqual({});
});

it('keeps what a shared worker reports while its page is in bfcache, and reports it when the page is back', async (test) => {
  const visit = await visitor(test);
  const tab = await open(visit);
  await tab.evaluate(() => {
    page.host.shared();
    window.addEventListener('pageshow', ({ persisted }) => page.host.heard.push({ persisted }));
  });
  // Keeps the worker alive, and shares nothing.
  await (await visit(served.host)).evaluate(() => void new SharedWorker('/worker.js'));
  const remote = await workerOf(tab, 'shared');
  await remote.evaluate(() => worker.sessions.ready);
  const id = await idOf(tab);
  await tab.goto(`${served.host}/frame`);
  await remote.evaluate(() => worker.emit('while.away'));
  await tab.goBack();
  expect(await tab.evaluate(() => page.host.heard)).toEqual([{ persisted: true }]);
  expect(
    await until(
      () => countsOf(tab),
      (logs) => logs === 1,
    ),
  ).toBe(1);
  expect([await idOf(tab), await idIn(remote)]).toEqual([id, id]);
});

it('gives a service worker its session again after it was stopped', async (test) => {
  const tab = await open(await visitor(test));
  const id = await idOf(tab);
  await tab.evaluate(() => page.host.service());
  const ask = () => tab.evaluate(() => page.host.askService());
  const first = await until(ask, (answer) => answer.id !== null);
  const devtools = await tab.createCDPSession();
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  // The question starts it, and it knows nothing of what it was told before.
  const second = await until(ask, (answer) => answer.id !== null && answer.bornMs > first.bornMs);
  expect([first.id, second.id]).toEqual([id, id]);
  expect(second.bornMs).toBeGreaterThan(first.bornMs);
});

it('gives a frame of a listed origin the session, and counts what people do in it', async (test) => {
  const tab = await open(await visitor(test));
  const id = await idOf(tab);
  await tab.evaluate((origin) => void page.host.shareWithFrames(page.host.sessions, { origins: [origin] }), served.other);
  await tab.evaluate(() => page.host.sessions.setMetadata({ 'user.id': 'alice' }));
  const frame = await frameOf(tab, `${served.other}/frame`);
  await frame.evaluate((origin) => page.frame.join([origin]), served.host);
  expect(await frame.evaluate(() => page.frame.sessions?.getSession())).toMatchObject({ id, metadata: {} });
  const before = await tab.evaluate(() => page.host.sessions.deadlineMs);
  const box = await (await tab.$('iframe'))?.boundingBox();
  await tab.mouse.click((box?.x ?? 0) + 50, (box?.y ?? 0) + 50);
  expect(
    await until(
      () => tab.evaluate(() => page.host.sessions.deadlineMs),
      (now) => now > before,
    ),
  ).toBeGreaterThan(before);
});

it('waits for a parent that begins to share after the frame has asked', async (test) => {
  const tab = await open(await visitor(test));
  const frame = await frameOf(tab, `${served.other}/frame`);
  const joined = frame.evaluate((origin) => page.frame.join([origin], false, 10_000), served.host);
  await until(
    () => tab.evaluate(() => page.host.heard.length),
    (asked) => asked >= 2,
  );
  await tab.evaluate((origin) => void page.host.shareWithFrames(page.host.sessions, { origins: [origin] }), served.other);
  await joined;
  expect(await frame.evaluate(() => page.frame.sessions?.getSessionId())).toBe(await idOf(tab));
});

it('joins a parent again that stops to share and begins anew, until it lets go itself', async (test) => {
  const tab = await open(await visitor(test));
  const share = () =>
    tab.evaluate((origin) => {
      const host = page.host as Host & { stop?: () => void };
      host.stop?.();
      host.stop = host.shareWithFrames(host.sessions, { origins: [origin] });
    }, served.other);
  await share();
  const frame = await frameOf(tab, `${served.other}/frame`);
  await frame.evaluate((origin) => page.frame.join([origin]), served.host);
  await share();
  await tab.evaluate(() => {
    page.host.sessions.end();
    page.host.sessions.notify('input.click');
  });
  const id = await idOf(tab);
  const idInFrame = () => frame.evaluate(() => page.frame.sessions?.getSessionId());
  expect(await until(idInFrame, (found) => found === id)).toBe(id);
  await frame.evaluate(() => (page.frame.sessions as RemoteSessions).shutdown());
  await tab.evaluate(() => {
    page.host.heard.length = 0;
  });
  await share();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await tab.evaluate(() => page.host.heard.length)).toBe(0);
});

it('says nothing to a frame whose origin is not listed, which has none or its own', async (test) => {
  const tab = await open(await visitor(test));
  await tab.evaluate(() => void page.host.shareWithFrames(page.host.sessions, { origins: ['https://elsewhere.example'] }));
  const frame = await frameOf(tab, `${served.other}/frame`);
  await frame.evaluate((origin) => page.frame.join([origin], false, 500), served.host);
  expect(await tab.evaluate(() => page.host.heard.length)).toBeGreaterThan(0);
  expect(await frame.evaluate(() => [page.frame.sessions, page.frame.heard])).toEqual([null, []]);
  await frame.evaluate((origin) => page.frame.join([origin], true, 100), served.host);
  const own = await frame.evaluate(() => page.frame.sessions?.getSessionId());
  expect(own).toMatch(/^[\da-f]{8}-/);
  expect(own).not.toBe(await idOf(tab));
});

it('takes nothing from a parent whose origin the frame does not list', async (test) => {
  const tab = await open(await visitor(test));
  await tab.evaluate((origin) => void page.host.shareWithFrames(page.host.sessions, { origins: [origin] }), served.other);
  const frame = await frameOf(tab, `${served.other}/frame`);
  await frame.evaluate(() => page.frame.join(['https://elsewhere.example'], false, 500));
  expect(await frame.evaluate(() => page.frame.sessions)).toBe(null);
});

it('shares with a frame of its own origin by the store, and with one below another origin by nothing', async (test) => {
  const visit = await visitor(test);
  const tab = await open(visit);
  const same = await frameOf(tab, `${served.host}/frame`);
  await same.evaluate(() => page.frame.own());
  expect(await same.evaluate(() => page.frame.sessions?.getSessionId())).toBe(await idOf(tab));

  const top = await visit(served.other);
  const below = await frameOf(top, `${served.host}/frame`);
  await below.evaluate(() => page.frame.own());
  const apart = await below.evaluate(() => page.frame.sessions?.getSessionId());
  expect(apart).toMatch(/^[\da-f]{8}-/);
  expect(apart).not.toBe(await idOf(tab));
});
