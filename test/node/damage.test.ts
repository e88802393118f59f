import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/node/index.ts';
import { barePlatform } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, type ManualClock, settle } from '../support/manual-clock.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { watch } from '../support/watch.ts';
import { createMortalStore } from './mortal-store.ts';

type Kept = 'session' | 'history';
const FILE_OF = { session: 'session.json', history: 'history.json' } as const;

/** One run of the app: what it told, and what it left. */
async function run(path: string, clock: ManualClock, contextId: string) {
  const store = createMortalStore(createFileStore(path, { contextId }));
  let ids = 0;
  const watched = watch({ store, clock, platform: { ...barePlatform, contextId }, generateId: () => `${contextId}.${++ids}` });
  const id = watched.sessions.getSessionId();
  let listed: readonly { readonly id: string }[] = [];
  for (let i = 0; i < 3; i++) {
    listed = await watched.sessions.listSessions();
    await settle();
  }
  store.kill();
  return { ...watched, id, listed: listed.map((session) => session.id), aside: store.peek('unreadable') };
}

/** A folder with a session and one of the past; its file is damaged, and the app starts again, twice. */
async function damaged(kept: Kept, damage: (whole: Buffer) => Uint8Array) {
  const folder = createTemporaryFolder();
  try {
    const clock = createManualClock();
    await run(folder.path, clock, 'a');
    await clock.sleep(31 * MINUTE_MS);
    await run(folder.path, clock, 'b');
    const path = join(folder.path, FILE_OF[kept]);
    const whole = readFileSync(path);
    writeFileSync(path, damage(whole));
    const text = readFileSync(path, 'utf8');
    // The history is written when a session ends.
    await clock.sleep(kept === 'history' ? 31 * MINUTE_MS : MINUTE_MS);
    const after = await run(folder.path, clock, 'c');
    const left = readFileSync(path, 'utf8');
    await clock.sleep(MINUTE_MS);
    const again = await run(folder.path, clock, 'd');
    return { text, after, left, again };
  } finally {
    folder.remove();
  }
}
const asBuffer = (text: string) => () => Buffer.from(text);
const UNREADABLE = { session: 'the stored session is unreadable', history: 'the history of sessions is unreadable' } as const;

describe('a provider on damaged files', () => {
  it.each(['session', 'history'] as const)('puts a torn %s aside with one warning and goes on', async (kept) => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (share) => {
        const { text, after, again } = await damaged(kept, (whole) => whole.subarray(0, Math.floor(whole.length * share)));
        expect(after.warnings).toEqual([expect.stringContaining(UNREADABLE[kept])]);
        expect(after.aside).toBe(text);
        expect(after.story()).toEqual(kept === 'session' ? ['started c.1 32'] : ['ended b.1 31 unexpected_termination', 'started c.1 62']);
        expect(after.listed.slice(-2)).toEqual(kept === 'session' ? ['a.1', 'c.1'] : ['b.1', 'c.1']);
        expect([again.id, again.warnings]).toEqual(['c.1', []]);
      }),
      { numRuns: 25 },
    );
  });

  const foreign = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom('null', '[]', '{}', '{"version":1.5}', '{"version":"1"}'),
  );
  it.each(['session', 'history'] as const)('puts foreign text in the place of the %s aside', async (kept) => {
    await fc.assert(
      fc.asyncProperty(foreign, async (content) => {
        const { text, after, again } = await damaged(kept, asBuffer(content));
        const isNewer = after.warnings[0]?.includes('a later version') === true;
        expect(after.warnings).toHaveLength(1);
        expect(after.aside).toBe(isNewer ? null : text);
        expect(after.id).not.toBeNull();
        expect(again.warnings).toHaveLength(isNewer ? 1 : 0);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['session', 'history'] as const)('never throws over flipped bits in the %s, and keeps what it cannot read', async (kept) => {
    const flips = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat({ max: 7 })), {
      minLength: 1,
      maxLength: 4,
    });
    const flip = (whole: Buffer, places: readonly (readonly [number, number])[]) => {
      for (const [share, bit] of places) {
        const i = Math.floor(whole.length * share);
        whole[i] = (whole[i] ?? 0) ^ (1 << bit);
      }
      return whole;
    };
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const { text, after, left, again } = await damaged(kept, (whole) => flip(whole, places));
        expect(after.id).not.toBeNull();
        expect(after.warnings.length).toBeLessThanOrEqual(1);
        const [warning = ''] = after.warnings;
        if (warning.includes('a later version')) expect(left).toBe(text);
        else expect(after.aside).toBe(warning === '' ? null : text);
        expect(again.warnings.length).toBe(left === text ? after.warnings.length : 0);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves the history of a later version alone, and loses no session by it', async () => {
    const { text, after, left, again } = await damaged('history', (whole) =>
      Buffer.from(whole.toString().replace('"version":1', '"version":2')),
    );
    expect(left).toBe(text);
    expect(after.warnings).toEqual([expect.stringContaining('a later version')]);
    expect(again.listed.slice(-2)).toEqual(['b.1', 'c.1']);
  });

  it('goes on in memory where the folder cannot be written, with one warning', async () => {
    const folder = createTemporaryFolder();
    writeFileSync(join(folder.path, 'file'), 'in the way');
    const { id, warnings, listed, sessions, clock, story } = await run(join(folder.path, 'file', 'folder'), createManualClock(), 'a');
    expect([id, listed]).toEqual(['a.1', ['a.1']]);
    await clock.advance(MINUTE_MS);
    sessions.end();
    await settle();
    expect(story().slice(0, 1)).toEqual(['started a.1 0']);
    expect(warnings).toEqual([expect.stringContaining('the store failed')]);
    folder.remove();
  });
});
