import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/node/index.ts';
import { barePlatform } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, type ManualClock, settle } from '../support/manual-clock.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { testPolicy, type Watched, watch } from '../support/watch.ts';
import { createMortalStore, type MortalStore } from './mortal-store.ts';

describe('a provider on files, over restarts', () => {
  let folder: TemporaryFolder;
  let clock: ManualClock;
  let started: MortalStore[];
  let ids: number;
  beforeEach(() => {
    folder = createTemporaryFolder();
    clock = createManualClock();
    started = [];
    ids = 0;
  });
  afterEach(() => {
    for (const store of started) store.kill();
    folder.remove();
  });

  const start = (options: Parameters<typeof watch>[0] = {}): Watched => {
    const contextId = `p${started.length + 1}`;
    const store = createMortalStore(createFileStore(folder.path, { contextId }));
    started.push(store);
    return watch({ store, clock, platform: { ...barePlatform, contextId }, generateId: () => `s${++ids}`, ...options });
  };
  /** Lets everything be told and stored. */
  const settled = async ({ sessions }: Watched) => {
    for (let i = 0; i < 3; i++) {
      await sessions.listSessions();
      await settle();
    }
  };
  /** Kills the process once all is stored; the time passes without it. */
  const away = async (watched: Watched, ms: number) => {
    await settled(watched);
    started.at(-1)?.kill();
    await clock.sleep(ms);
  };

  it('resumes the session within its limits', async () => {
    const first = start();
    await away(first, 29 * MINUTE_MS);
    const second = start();
    expect(second.sessions.getSessionId()).toBe('s1');
    await settled(second);
    expect([first.story(), second.story()]).toEqual([['started s1 0'], ['resumed s1 29']]);
    expect(second.changes[0]?.session).toMatchObject({ startTimeMs: EPOCH_MS, recovered: false, contexts: ['p1', 'p2'] });
    await clock.advance(30 * MINUTE_MS - 1);
    expect(second.sessions.getSessionId()).toBe('s1');
  });

  it('ends the session that the last process left, as of its limit, and links the next one to it', async () => {
    const first = start();
    await clock.advance(10 * MINUTE_MS);
    first.sessions.notify('input.click');
    await away(first, 3 * 24 * 60 * MINUTE_MS);
    const second = start();
    await settled(second);
    expect(second.story()).toEqual(['ended s1 10 unexpected_termination', 'started s2 4330']);
    const [ended, next] = second.changes;
    expect(ended?.session).toMatchObject({
      recovered: true,
      endTimeMs: EPOCH_MS + 10 * MINUTE_MS,
      lapseTimeMs: EPOCH_MS + 40 * MINUTE_MS,
      lastActivityTimeMs: EPOCH_MS + 10 * MINUTE_MS,
    });
    expect(ended?.detectedAtMs).toBe(EPOCH_MS + 4330 * MINUTE_MS);
    expect(next?.session).toMatchObject({ previousId: 's1', ordinal: 2, startTimeMs: EPOCH_MS + 4330 * MINUTE_MS, recovered: false });
  });

  it('ends a session that ran into its maximum while nobody was there at that very instant', async () => {
    const policy = { ...testPolicy, endAfter: { duration: { ms: 60 * MINUTE_MS } } };
    await away(start({ policy }), 60 * MINUTE_MS - 1);
    const within = start({ policy });
    await away(within, 1);
    const after = start({ policy });
    await settled(after);
    expect(within.story()).toEqual([expect.stringMatching(/^resumed s1 /)]);
    expect(after.story()).toEqual(['ended s1 59.99998 unexpected_termination', 'started s2 60']);
    expect(after.changes[0]?.session).toMatchObject({ lapseTimeMs: EPOCH_MS + 60 * MINUTE_MS, recovered: true });
  });

  it('remembers a session that was ended on purpose, and tells of it no more', async () => {
    const first = start();
    await clock.advance(MINUTE_MS);
    first.sessions.end('app.logout');
    await away(first, MINUTE_MS);
    const second = start();
    await settled(second);
    expect(second.story()).toEqual(['started s2 2']);
    expect(second.changes[0]?.session.previousId).toBe('s1');
    expect((await second.sessions.listSessions()).map(({ id, endReason }) => [id, endReason])).toEqual([
      ['s1', 'app.logout'],
      ['s2', null],
    ]);
  });

  it('lists the sessions of every run, oldest first, each once, as many and as old as may be kept', async () => {
    const options = { retention: { count: 3, ageMs: 125 * MINUTE_MS } };
    const lists: string[][] = [];
    for (let run = 0; run < 6; run++) {
      const watched = start(options);
      await settled(watched);
      lists.push((await watched.sessions.listSessions()).map(({ id }) => id));
      await away(watched, 31 * MINUTE_MS);
    }
    await clock.sleep(60 * MINUTE_MS);
    const last = await start(options).sessions.listSessions();
    expect(lists.map((list) => list.join(' '))).toEqual(['s1', 's1 s2', 's1 s2 s3', 's1 s2 s3 s4', 's2 s3 s4 s5', 's3 s4 s5 s6']);
    expect(last.map(({ id, recovered }) => [id, recovered])).toEqual([
      ['s5', true],
      ['s6', true],
      ['s7', false],
    ]);
    const history = JSON.parse(readFileSync(join(folder.path, 'history.json'), 'utf8'));
    expect(history.sessions.map(({ id }: { id: string }) => id)).toEqual(['s5', 's6']);
  });

  it('keeps the history within its bytes', async () => {
    const bytes = 3_000;
    for (let run = 0; run < 8; run++) {
      const watched = start({ retention: { bytes }, attributes: () => ({ padding: 'x'.repeat(300) }) });
      await away(watched, 31 * MINUTE_MS);
    }
    const { sessions } = JSON.parse(readFileSync(join(folder.path, 'history.json'), 'utf8'));
    expect(JSON.stringify(sessions).length).toBeLessThanOrEqual(bytes + sessions.length + 1);
    expect(sessions.at(-1).id).toBe('s7');
  });

  it.each([
    ['the document', (text: string) => JSON.stringify({ ...JSON.parse(text), version: 2 })],
    ['the record in it', (text: string) => JSON.stringify({ ...JSON.parse(text), session: { ...JSON.parse(text).session, version: 2 } })],
  ])('leaves %s of a later version alone', async (_, raise) => {
    await away(start(), 0);
    const path = join(folder.path, 'session.json');
    const newer = raise(readFileSync(path, 'utf8'));
    writeFileSync(path, newer);
    const later = start();
    await clock.advance(MINUTE_MS);
    later.sessions.notify('input.click');
    later.sessions.setMetadata({ a: 1 });
    await settled(later);
    later.sessions.end();
    await settled(later);
    expect(readFileSync(path, 'utf8')).toBe(newer);
    expect(createFileStore(folder.path).peek('unreadable')).toBeNull();
    expect(later.story()).toEqual(['started s2 0', 'updated s2 1', 'ended s2 1 manual']);
    expect(later.warnings).toEqual([expect.stringContaining('a later version owns the stored session')]);
  });
});
