import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleApp } from '../parity/page/bundle-app.ts';
import { type Fault, type How, PLACES, type Place } from './page/faults.ts';
import { createFaultyBrowser, type FaultyBrowser, type FaultyPage } from './page/faulty-browser.ts';
import type { FaultyApp } from './page/page-app.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const RUNS = 150;

let run: (globals: object) => FaultyApp;
beforeAll(async () => {
  run = await bundleApp<FaultyApp>(fileURLToPath(new URL('./page/page-app.ts', import.meta.url)));
});

const SCOPES = ['origin', 'site', 'tab'] as const;
const TABS = ['A', 'B', 'C'] as const;
const OPS = ['click', 'click', 'set', 'hide', 'show', 'freeze', 'reload', 'close', 'crash', 'short', 'short', 'long', 'night'] as const;
const LONG_MS = 10 * MINUTE_MS;
const NIGHT_MS = 8 * 60 * MINUTE_MS;

/** What is lost again and again was never kept; and cookies that are blocked are blocked for all pages. */
const ONCE: readonly How[] = ['empty', 'foreign'];
const faults = fc
  .constantFrom(...(Object.keys(PLACES) as Place[]))
  .chain((place) => fc.tuple(fc.constant(place), fc.constantFrom<How>(...PLACES[place])))
  .chain(([place, how]) =>
    fc.record({
      place: fc.constant(place),
      how: fc.constant(how),
      from: fc.nat({ max: 12 }),
      times: fc.constantFrom(...(ONCE.includes(how) ? [1, 2] : place === 'cookie' ? [1, 2, 5] : [1, 2, 5, Infinity])),
    }),
  );
const steps = fc.array(fc.record({ op: fc.constantFrom(...OPS), tab: fc.constantFrom(...TABS) }), { minLength: 1, maxLength: 20 });
/** The faults of each page, in the order in which they are opened. */
const plans = fc.array(fc.array(faults, { maxLength: 4 }), { minLength: 1, maxLength: 4 });

/** What a storage that goes on failing must be given up for; of a write another page may have written the same meanwhile. */
const NOTICED: { readonly [place in Place]?: readonly How[] } = {
  open: ['throw', 'hang', 'fail', 'block'],
  transaction: ['throw', 'hang', 'abort', 'versionchange'],
  get: ['throw', 'abort'],
};
const isNoticed = ({ place, how, times }: Fault) => times === Infinity && NOTICED[place]?.includes(how) === true;

/** Pages that lost sight of each other may have two sessions, of which one gives way when they meet again. */
const toldBy = ({ warnings }: FaultyPage) => warnings.filter((warning) => !warning.includes('ended elsewhere'));

interface World {
  readonly browser: FaultyBrowser;
  readonly open: Map<string, FaultyPage>;
  readonly all: FaultyPage[];
}

/** Does one thing to one tab. */
async function play({ browser, open, all }: World, op: (typeof OPS)[number], tab: string, next: () => readonly Fault[]) {
  const launch = (type: string) => {
    const page = browser.open(tab, { faults: next(), origin: tab === 'C' ? 1 : 0, type });
    open.set(tab, page);
    all.push(page);
    return page;
  };
  const page = open.get(tab) ?? launch('navigate');
  const { page: inside } = page;
  switch (op) {
    case 'click':
      inside.fire(inside.document, 'click');
      break;
    case 'set':
      inside.sessions.setMetadata({ plan: String(all.length) });
      break;
    case 'hide':
    case 'show':
      inside.turn(op === 'hide' ? 'hidden' : 'visible');
      break;
    case 'freeze':
      inside.turn('hidden');
      inside.fire(inside.document, 'freeze');
      inside.isFrozen = true;
      await browser.pass(MINUTE_MS);
      inside.isFrozen = false;
      inside.fire(inside.document, 'resume');
      inside.turn('visible');
      break;
    case 'reload':
    case 'close':
    case 'crash':
      if (op === 'crash') inside.drop();
      else await browser.leave(page);
      open.delete(tab);
      if (op === 'reload') launch('reload');
      break;
    default:
      await browser.pass(op === 'short' ? 3 * SECOND_MS : op === 'long' ? LONG_MS : NIGHT_MS);
  }
  await browser.pass(20);
}

/** Whatever failed, a person who works has a session, and keeps it. */
async function work({ browser, open }: World) {
  for (const afterMs of [12 * SECOND_MS, MINUTE_MS, MINUTE_MS]) {
    for (const { page } of open.values()) page.fire(page.document, 'click');
    await browser.pass(afterMs);
    for (const page of open.values()) page.look();
  }
}

function judge({ browser, open, all }: World, scope: (typeof SCOPES)[number], areCookiesBlocked: boolean) {
  const isFaulty = areCookiesBlocked && scope === 'site';
  for (const { page, finals } of open.values())
    expect([page.sessions.isFinal, page.sessions.getSessionId()]).toEqual([true, finals.at(-1)]);
  for (const page of all) {
    const { finals, plan } = page;
    const told = toldBy(page);
    expect(finals).toEqual([...new Set(finals)]);
    expect(told.length, told.join('\n')).toBeLessThanOrEqual(plan.hit.length === 0 && !isFaulty ? 0 : 1);
    for (const warning of told) expect(warning).toContain('a storage of this browser failed');
  }
  for (const page of open.values())
    if (isFaulty || (scope !== 'tab' && page.plan.hit.some(isNoticed))) expect(toldBy(page)).toHaveLength(1);
  if (!all.some(({ plan }) => plan.hit.some(({ how }) => how === 'empty'))) expect(browser.local(0).get('theirs')).toBe('mine');
}

describe('a page whose storage fails at any call', () => {
  const name = 'goes on with one id and one warning, one session a %s';
  it.each(SCOPES)(name, { timeout: 300_000 }, async (scope) => {
    const property = fc.asyncProperty(steps, plans, fc.boolean(), async (story, faultsOf, areCookiesBlocked) => {
      const browser = createFaultyBrowser(run, scope, areCookiesBlocked);
      const world: World = { browser, open: new Map(), all: [] };
      browser.local(0).set('theirs', 'mine');
      for (const { op, tab } of story) {
        await play(world, op, tab, () => faultsOf[world.all.length % faultsOf.length] ?? []);
        for (const page of world.open.values()) page.look();
      }
      await work(world);
      judge(world, scope, areCookiesBlocked);
      expect(await healed(world, scope)).toEqual([]);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('content that cannot be read, in storage that fails', () => {
  const kept = plans.map((all) => all.map((some) => some.filter(({ how }) => !ONCE.includes(how))));
  const KEY = 'sessionchart.default.session';

  it.each([
    ['corrupt', '{"version":1,"session":{"id":7', 'was put aside'],
    ['foreign', 'user=alice', 'was put aside'],
    ['future', '{"version":2,"sessions":{}}', 'is left alone'],
  ])('is left for its owner where it is %s, and the person has a session all the same', { timeout: 300_000 }, async (_, text, said) => {
    const property = fc.asyncProperty(steps, kept, async (story, faultsOf) => {
      const world: World = { browser: createFaultyBrowser(run, 'origin'), open: new Map(), all: [] };
      const { browser, open, all } = world;
      browser.local(0).set(KEY, text);
      await browser.put(KEY, text);
      for (const { op, tab } of story) await play(world, op, tab === 'C' ? 'A' : tab, () => faultsOf[all.length % faultsOf.length] ?? []);
      await work(world);
      for (const { page } of open.values()) expect(page.sessions.getSessionId()).not.toBeNull();
      const told = all.map(toldBy);
      for (const warning of told.flat()) expect(warning).toMatch(new RegExp(`${said}|a storage of this browser failed`));
      expect(Math.max(0, ...told.map(({ length }) => length))).toBeLessThanOrEqual(2);
      if (said === 'is left alone') expect(await browser.stored(KEY)).toBe(text);
      else if (all.length > 0) expect(await browser.everything()).toContain(text);
    });
    await fc.assert(property, { numRuns: RUNS / 3 });
  });
});

/** Once nothing fails any more, two new pages have one session, and say nothing. @returns what is wrong */
async function healed({ browser, open }: World, scope: (typeof SCOPES)[number]): Promise<string[]> {
  browser.heal();
  for (const page of open.values()) await browser.leave(page);
  const pages = ['D', 'E'].map((tab) => browser.open(tab, { faults: [] }));
  await browser.pass(3 * SECOND_MS);
  for (const { page } of pages) page.fire(page.document, 'click');
  await browser.pass(3 * SECOND_MS);
  const ids = pages.map(({ page }) => page.sessions.getSessionId());
  const found = pages.flatMap(({ warnings }) => warnings);
  if (ids.includes(null)) found.push('no session');
  if ((ids[0] === ids[1]) === (scope === 'tab')) found.push(`ids ${ids}`);
  for (const page of pages) await browser.leave(page);
  return found;
}
