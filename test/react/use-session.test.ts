import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useSession } from '../../src/react/index.ts';
import { isAlike } from '../../src/react/is-alike.ts';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { pause } from '../browsers/support/page.mjs';
import { serve } from '../browsers/support/serve.mjs';

describe('useSession', () => {
  it('renders on a server, where there is no session', () => {
    const Shown = () =>
      createElement(
        'p',
        null,
        useSession((session) => session?.id ?? 'nobody'),
      );
    expect(renderToString(createElement(Shown))).toBe('<p>nobody</p>');
  });

  it('takes objects and arrays with the same fields for the same', () => {
    expect([isAlike({ a: 1 }, { a: 1 }), isAlike([1, 2], [1, 2]), isAlike(Number.NaN, Number.NaN)]).toEqual([true, true, true]);
    expect([isAlike({ a: 1 }, { a: 2 }), isAlike({ a: 1 }, { b: 1 }), isAlike([1], { 0: 1 }), isAlike(null, {})]).toEqual(
      Array(4).fill(false),
    );
  });
});

describe('useSession in Chromium', async () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let chromium: Awaited<ReturnType<typeof launchChromium>>;
  beforeAll(async () => {
    server = await serve();
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    await server.close();
  });

  it('renders what was selected when it changes, and only then', async ({ skip }) => {
    const page = (await chromium?.browser.newPage()) ?? skip('no Chromium');
    await page.goto(`${server.url}/react`);
    const look = async () => {
      await pause(300);
      return page.evaluate(() => {
        const { renders, sessions } = globalThis as unknown as { renders: Record<string, number>; sessions?: { getSessionId(): string } };
        const text = (id: string) => JSON.parse(document.getElementById(id)?.textContent ?? 'null');
        return {
          renders: { ...renders },
          isId: text('id') === (sessions?.getSessionId() ?? null),
          fields: text('fields'),
          whole: text('whole'),
        };
      });
    };
    const run = (script: string) => page.evaluate(script);
    expect(await look()).toEqual({ renders: { whole: 1, id: 1, fields: 1, nested: 1 }, isId: true, fields: { plan: null }, whole: null });
    await run('start()');
    expect(await look()).toEqual({ renders: { whole: 2, id: 2, fields: 1, nested: 2 }, isId: true, fields: { plan: null }, whole: 0 });
    await run('sessions.setMetadata({ plan: "pro" })');
    expect(await look()).toEqual({ renders: { whole: 3, id: 2, fields: 2, nested: 3 }, isId: true, fields: { plan: 'pro' }, whole: 1 });
    await run('sessions.setMetadata({ other: 1 })');
    expect(await look()).toEqual({ renders: { whole: 4, id: 2, fields: 2, nested: 4 }, isId: true, fields: { plan: 'pro' }, whole: 2 });
    await run('sessions.end()');
    expect(await look()).toEqual({ renders: { whole: 5, id: 3, fields: 3, nested: 5 }, isId: true, fields: { plan: null }, whole: null });
  });
});
