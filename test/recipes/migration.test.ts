/** A page with the old SDK, then one with the new code, in one browser: the session goes on. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sessions } from '../../src/index.ts';
import { importRecipe, openRecipePages, type RecipePages, until } from './support/recipe-pages.ts';

interface Globals {
  readonly recipe: {
    readonly sessions: Sessions;
    readonly manager: { getSessionId(): string | null };
    readonly faro: { readonly metas: { readonly value: { readonly session?: { readonly id?: string } } } };
    readonly datadogRum: { getInternalContext(): { readonly session_id?: string } | undefined };
  };
}
interface Foreign {
  readonly id: string;
  readonly startTimestamp: number;
}

let pages: RecipePages | null = null;
beforeAll(async () => {
  pages = await openRecipePages();
}, 180_000);
afterAll(async () => {
  await pages?.close();
});

/** The id that the old SDK tells, and whatever it stored. */
const OLD = {
  'from-web-common': {
    id: () => (globalThis as unknown as Globals).recipe.manager.getSessionId(),
    stored: () => localStorage.getItem('opentelemetry-session'),
  },
  'from-faro': {
    id: () => (globalThis as unknown as Globals).recipe.faro.metas.value.session?.id ?? null,
    stored: () => localStorage.getItem('com.grafana.faro.session'),
  },
  'from-datadog': {
    id: () => (globalThis as unknown as Globals).recipe.datadogRum.getInternalContext()?.session_id ?? null,
    stored: () => document.cookie,
  },
} as const;
type Name = keyof typeof OLD;

const AFTER_16_MIN_MS = 16 * 60_000;
const fakeStorage = (text: string | null) => ({ getItem: () => text }) as unknown as Storage;
/** What each recipe makes of a text that is as old as that. */
const READ: { readonly [name in Name]: (text: string | null, ageMs: number) => Promise<Foreign | null> } = {
  'from-web-common': async (text) => {
    const { readStored } = await importRecipe<{ readStored(storage: Storage): Foreign | null }>('from-web-common/read-stored.ts');
    return readStored(fakeStorage(text));
  },
  'from-faro': async (text, ageMs) => {
    type Recipe = { readFaroSession(storage: Storage, nowMs: number): Foreign | null };
    const { readFaroSession } = await importRecipe<Recipe>('from-faro/read-faro-session.ts');
    return readFaroSession(fakeStorage(text), Date.now() + ageMs);
  },
  'from-datadog': async (text, ageMs) => {
    type Recipe = { readDatadogSession(cookies: string, nowMs: number): Foreign | null };
    const { readDatadogSession } = await importRecipe<Recipe>('from-datadog/read-datadog-session.ts');
    return readDatadogSession(text ?? '', Date.now() + ageMs);
  },
};

const look = (page: Page) =>
  page.evaluate(() => {
    const { sessions } = (globalThis as unknown as Globals).recipe;
    const session = sessions.getSession();
    return sessions.isFinal && session ? { id: session.id, startTimeMs: session.startTimeMs, state: session.state } : null;
  });

it.for(Object.keys(OLD) as Name[])('%s: goes on with the session that the old SDK began', async (name, { skip }) => {
  const open = (await pages?.visit()) ?? skip('no Chromium');
  const before = await open(`${name}/before`);
  await before.click('button');
  const id = await until(() => before.evaluate(OLD[name].id));
  const stored = await until(() => before.evaluate(OLD[name].stored));
  await before.close();
  const read = await READ[name](stored, 0);
  expect(read?.id).toBe(id);

  const after = await open(`${name}/after`);
  const live = { id, startTimeMs: read?.startTimestamp, state: 'active' };
  expect(await until(() => look(after))).toEqual(live);
  // From now on it is our store's: the old one's leavings are not needed any more.
  await after.evaluate(() => localStorage.removeItem('opentelemetry-session'));
  await after.reload();
  expect(await until(() => look(after))).toEqual(live);
  await after.evaluate(() => (globalThis as unknown as Globals).recipe.sessions.end('app.logout'));
  const ended = await after.evaluate(async () => {
    const { sessions } = (globalThis as unknown as Globals).recipe;
    const list = await sessions.listSessions();
    return list.filter(({ state }) => state === 'ended').map(({ id: endedId, endReason }) => [endedId, endReason]);
  });
  expect(ended).toEqual([[id, 'app.logout']]);
  expect(pages?.errors).toEqual([]);
});

it.for(['from-faro', 'from-datadog'] as const)('%s: leaves alone what the old SDK would not take for live', async (name, { skip }) => {
  const open = (await pages?.visit()) ?? skip('no Chromium');
  const before = await open(`${name}/before`);
  await before.click('button');
  await until(() => before.evaluate(OLD[name].id));
  const stored = await until(() => before.evaluate(OLD[name].stored));
  expect(await READ[name](stored, 0)).not.toBe(null);
  expect(await READ[name](stored, AFTER_16_MIN_MS)).toBe(null);
});

it.each(Object.keys(OLD) as Name[])('%s: takes no garbage', async (name) => {
  for (const text of [null, '', '{', 'null', '_dd_s_v2=']) expect(await READ[name](text, 0)).toBe(null);
});
