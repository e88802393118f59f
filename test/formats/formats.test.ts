/** Today's version reads what every release wrote, and what it writes itself is on record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../machines/session.ts';
import { createFileStore } from '../../src/node/file-store.ts';
import { readDocument, readHistory } from '../../src/provider/document.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { watch } from '../support/watch.ts';
import { type Browser, openBrowser, type Stored } from './browser.ts';
import { readRecorded, recordedVersions, writeToday, writeTodayInBrowser } from './recordings.ts';
import { openKeyValues, type Told } from './stories.ts';

let folder: TemporaryFolder | undefined;
let browser: Browser | null = null;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => folder?.remove());
afterAll(() => browser?.close());

const versions = recordedVersions();
const recorded = versions.flatMap((version) => {
  const files = readRecorded(version);
  const stories = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  return stories.map((story) => ({ version, story, text: (file: string) => files[`${story}/${file}.json`] ?? '' }));
});

/** A session without what tells of the restart itself. */
const stable = (session: Session | null) => {
  const { contexts, recovered, evidence, revision, ...kept } = session ?? {};
  return kept;
};

describe('today', () => {
  const newest = Object.entries(readRecorded(versions.at(-1) ?? 'none'));
  const isOfBrowser = ([path]: [string, string]) => path.endsWith('/browser.json');

  it('writes what its newest recording says; where that is wanted otherwise: node scripts/record-formats.mjs', async () => {
    expect(await writeToday()).toEqual(Object.fromEntries(newest.filter((file) => !isOfBrowser(file))));
  });

  it('leaves in a browser what its newest recording says', async ({ skip }) => {
    expect((await writeTodayInBrowser()) ?? skip('no Chromium')).toEqual(Object.fromEntries(newest.filter(isOfBrowser)));
  });
});

it('has recordings of the first release', () => {
  expect(versions[0]).toBe('0.1.0');
  expect(recorded.map(({ story }) => story)).toEqual(expect.arrayContaining(['live-hidden', 'ended-unlinked']));
});

describe.each(recorded)('what $version wrote, $story', ({ text }) => {
  const told: Told = JSON.parse(text('told'));
  /** A page of today on these texts, a minute later, on which nothing happens. */
  const openLater = async () => {
    const store = createMemoryStore();
    store.writeNow?.('session', text('session'));
    store.writeNow?.('history', text('history'));
    const clock = createManualClock(told.nowMs + MINUTE_MS);
    const watched = watch({ store, clock, platform: { watch: () => () => {} } });
    await settle();
    await clock.advance(3_000);
    return { ...watched, store };
  };

  it('is read without losing a field', () => {
    expect(readDocument(text('session'), told.nowMs)).toEqual({ ok: true, value: JSON.parse(text('session')) });
    expect(readHistory(text('history'))).toEqual({ ok: true, value: JSON.parse(text('history')) });
  });

  it('goes on as the session that it was, or stays over', async () => {
    const { sessions, warnings } = await openLater();
    expect(stable(sessions.getSession())).toEqual(stable(told.session));
    expect(warnings).toEqual([]);
  });

  it('keeps its past, and hands its waiting session events to the next sender', async () => {
    const { sessions } = await openLater();
    const past = ((await sessions.delivery?.listSessions()) ?? []).filter(({ state }) => state === 'ended');
    expect(past).toMatchObject(told.past);
    const sent: string[] = [];
    sessions.delivery?.outbox.open(({ uid }) => sent.push(uid));
    await settle();
    const { outbox } = JSON.parse(text('session'));
    expect(sent).toEqual(outbox.map(({ uid }: { uid: string }) => uid));
    expect(sent).not.toEqual([]);
  });

  it('is found in the folder that a process left', () => {
    folder = createTemporaryFolder();
    for (const slot of ['session', 'history']) writeFileSync(join(folder.path, `${slot}.json`), text(slot));
    const store = createFileStore(folder.path);
    expect([store.peek('session'), store.peek('history')]).toEqual([text('session'), text('history')]);
  });

  it('is found among the keys and values that a phone left', async () => {
    const store = openKeyValues(JSON.parse(text('key-values')));
    expect(await store.update('session', (stored) => stored)).toBe(text('session'));
    expect(await store.update('history', (stored) => stored)).toBe(text('history'));
  });

  it('is found by a page, in the storages of a browser', async ({ skip }) => {
    const stored: Stored = JSON.parse(text('browser'));
    const found = (await browser?.openAt(told.nowMs + MINUTE_MS, stored)) ?? skip('no Chromium');
    const past = told.past.map(({ id }) => id);
    expect(found.past).toEqual(past);
    if (told.session) expect(found.id).toBe(told.session.id);
    else expect([found.ordinal, past.includes(found.id)]).toEqual([past.length + 1, false]);
  });
});
