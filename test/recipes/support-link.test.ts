/** A link leads to what was recorded, and to nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { createSessionProvider } from '../../src/index.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { importRecipe, openRecipePages, until } from './support/recipe-pages.ts';

interface Case {
  readonly ids: readonly string[];
  readonly fromMs: number;
  readonly atMs: number;
}
interface Links {
  supportLink(sessions: object, base: string, atMs?: number): string;
  readSupportLink(link: string): Case | null;
}
type Query = (found: Case) => string;

let links: Links;
let queries: { readonly traceQl: Query; readonly logQl: Query; readonly sql: Query };
beforeAll(async () => {
  links = await importRecipe<Links>('support-link/support-link.ts');
  queries = await importRecipe('support-link/back-end-query.ts');
}, 180_000);

const BASE = 'https://help.example.com/case?tab=sessions';
const HOUR_MS = 3_600_000;

/** Somebody works for ten minutes, reads for an hour, and clicks on Help. */
async function clickOnHelp() {
  const clock = createManualClock();
  const sessions = createSessionProvider({ platform: { clock } });
  const records: { time_ms: number; name: string; attributes: Record<string, string | null> }[] = [];
  const record = (name: string) => records.push({ time_ms: clock.now(), name, attributes: { 'session.id': sessions.getSessionId() } });
  sessions.notify('input.click');
  await clock.advance(10 * 60_000);
  sessions.notify('input.click');
  record('order failed');
  const trouble = sessions.getSessionId();
  await clock.advance(HOUR_MS);
  sessions.notify('input.click');
  record('help opened');
  return { sessions, records, trouble, help: sessions.getSessionId(), atMs: clock.now() };
}

it('names the session of the trouble, though the click on Help began another', async () => {
  const { sessions, trouble, help, atMs } = await clickOnHelp();
  const link = links.supportLink(sessions, BASE, atMs);
  expect(links.readSupportLink(link)).toMatchObject({ ids: [help, trouble], atMs });
  // Nothing of it is sent with a request for the link.
  expect(link.split('#')[0]).toBe(BASE);
});

it('leads to all records of both sessions and to no others', async () => {
  const { sessions, records, trouble, help, atMs } = await clickOnHelp();
  const found = links.readSupportLink(links.supportLink(sessions, BASE, atMs));
  if (!found) throw new Error('no link');
  records.push({ time_ms: atMs, name: 'of somebody else', attributes: { 'session.id': 'another' } });
  const database = await (await DuckDBInstance.create()).connect();
  await database.run('CREATE TABLE records (time_ms BIGINT, name TEXT, attributes JSON)');
  for (const { time_ms, name, attributes } of records) {
    await database.run('INSERT INTO records VALUES ($1, $2, $3)', [time_ms, name, JSON.stringify(attributes)]);
  }
  const rows = (await database.runAndReadAll(queries.sql(found))).getRowsJson();
  expect(rows.map(([, name, id]) => [name, id])).toEqual([
    ['order failed', trouble],
    ['help opened', help],
  ]);
  expect(queries.traceQl(found)).toBe(`{ span.session.id = "${help}" || span.session.id = "${trouble}" }`);
  expect(queries.logQl(found)).toBe(`{service_name=~".+"} | session_id=~"${help}|${trouble}"`);
});

it('lets no link end a quoted text of a query', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom("'", '"', '`', ' ', '} || {', "') OR ('1' = '1", 'f00-1'));
  fc.assert(
    fc.property(fc.array(part), (typedIn) => {
      const found = links.readSupportLink(
        `https://help.example.com/#${new URLSearchParams({ sessions: typedIn.join(''), from: '0', at: '1' })}`,
      );
      if (found === null) return;
      const [trace, logs, rows] = [queries.traceQl(found), queries.logQl(found), queries.sql(found)];
      expect(trace).toMatch(/^\{ span\.session\.id = "[\w-]+"( \|\| span\.session\.id = "[\w-]+")* \}$/);
      expect(logs).toMatch(/ session_id=~"[\w-]+(\|[\w-]+)*"$/);
      expect(rows).toMatch(/ IN \('[\w-]+'(, '[\w-]+')*\) AND /);
    }),
  );
});

it('reads no link where there is none', () => {
  for (const link of [BASE, `${BASE}#sessions=f00`, `${BASE}#sessions=f00&from=x&at=1`, `${BASE}#sessions=%27&from=0&at=1`])
    expect(links.readSupportLink(link)).toBe(null);
});

it('shows the id on the help page, and copies the link', async ({ skip }) => {
  const pages = (await openRecipePages()) ?? skip('no Chromium');
  const open = await pages.visit();
  const page = await open('support-link/help-page');
  await page
    .browserContext()
    .overridePermissions(new URL(page.url()).origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  await page.addScriptTag({ content: readFileSync(join(ROOT, 'dist/sessionchart.global.js'), 'utf8') });
  await page.evaluate(() => {
    const { recipe } = globalThis as unknown as { recipe: { showSession(): void } };
    document.body.innerHTML = '<button id="copy-link">Copy a link for support</button> <output id="session-id"></output>';
    recipe.showSession();
  });
  const id = await until(async () => {
    const text = await page.$eval('#session-id', (output) => output.textContent);
    return text !== 'none' && text;
  });
  await page.click('#copy-link');
  const copied = await until(() => page.evaluate(() => navigator.clipboard.readText()));
  await pages.close();
  expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(links.readSupportLink(copied ?? BASE)?.ids).toEqual([id]);
});
