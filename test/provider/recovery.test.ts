import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../machines/record.ts';
import type { TerminationEvidence } from '../../machines/session.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { transact } from '../../src/provider/transact.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

/** A device whose processes can be killed: what they had stored stays. */
function device({ canPeek = true, policy = testPolicy } = {}) {
  const clock = createManualClock();
  let texts = createMemoryStore();
  let starts = 0;
  const alive = new Set<string>();
  const start = (options: { didCrash?: () => boolean | Promise<boolean>; evidence?: TerminationEvidence } = {}) => {
    const { evidence, ...rest } = options;
    const name = `p${++starts}`;
    const own = texts;
    alive.add(name);
    const store: SessionStore = {
      ...own,
      peek: (slot) => (canPeek ? own.peek(slot) : null),
      liveContexts: async () => alive,
      ...(!canPeek && { writeNow: () => {} }),
    };
    return watch({
      clock,
      store,
      policy,
      generateId: counter(`${name}-`),
      platform: { contextId: name, ...load, ...(evidence && { evidence }) },
      ...rest,
    });
  };
  const kill = async () => {
    await settle();
    const left = createMemoryStore();
    for (const slot of ['session', 'history'] as const) {
      const text = texts.peek(slot);
      if (text !== null) left.writeNow?.(slot, text);
    }
    texts = left;
    alive.clear();
  };
  return { clock, start, kill };
}
const ends = ({ changes }: ReturnType<typeof watch>) => changes.flatMap(({ type, session }) => (type === 'ended' ? [session] : []));

describe.each([true, false])('a session that a kill cut off, in a store that can be read without waiting: %s', (canPeek) => {
  it('goes on within its limits, and says so', async () => {
    const { clock, start, kill } = device({ canPeek });
    start().sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    await kill();
    await clock.advance(10 * MINUTE_MS);
    const { sessions, story } = start({ evidence: 'process_gone' });
    await clock.advance(3_000);
    expect(story()).toEqual(['resumed p1-1 11']);
    expect(sessions.getSession()).toMatchObject({ recovered: true, evidence: 'process_gone' });
  });

  it('ends unexpectedly at its last sign of life where its limits have passed', async () => {
    const { clock, start, kill } = device({ canPeek });
    const first = start();
    await clock.advance(5 * MINUTE_MS);
    first.sessions.notify('input.click');
    await clock.advance(3_000);
    await kill();
    await clock.advance(60 * MINUTE_MS);
    const next = start();
    await clock.advance(3_000);
    expect(next.story()).toEqual(['ended p1-1 5 unexpected_termination', expect.stringMatching(/^started p2-\d 65.05$/)]);
    expect(ends(next)).toMatchObject([{ id: 'p1-1', recovered: true, evidence: 'no_clean_exit', lastActivityTimeMs: expect.any(Number) }]);
    expect(ends(next)[0]?.endTimeMs).toBe(EPOCH_MS + 5 * MINUTE_MS);
  });

  it('ends at once where the policy has none outlive a restart', async () => {
    const { clock, start, kill } = device({ canPeek, policy: { ...testPolicy, endOn: ['load'] } });
    start();
    await clock.advance(MINUTE_MS);
    await kill();
    const next = start({ evidence: 'process_gone' });
    await clock.advance(3_000);
    expect(next.story()).toEqual(['ended p1-1 0 unexpected_termination', expect.stringMatching(/^started p2-\d 1$/)]);
  });

  it('timed out as expected where it was hidden, unless a crash was reported', async () => {
    for (const [didCrash, reason] of [
      [undefined, 'inactivity'],
      [() => true, 'unexpected_termination'],
      [async () => true, 'unexpected_termination'],
    ] as const) {
      const { clock, start, kill } = device({ canPeek });
      start().sessions.notify('background');
      await clock.advance(MINUTE_MS);
      await kill();
      await clock.advance(60 * MINUTE_MS);
      const next = start({ ...(didCrash && { didCrash }) });
      await clock.advance(3_000);
      expect(ends(next)).toMatchObject([{ endReason: reason, recovered: true }]);
    }
  });

  it('timed out as expected where it closed in order, or lives on elsewhere', async () => {
    const closed = device({ canPeek });
    closed.start().sessions.notify('unload');
    await closed.kill();
    await closed.clock.advance(60 * MINUTE_MS);
    const next = closed.start();
    await closed.clock.advance(3_000);
    expect(ends(next)).toMatchObject([{ endReason: 'inactivity', evidence: null }]);

    const shared = device({ canPeek });
    shared.start();
    await shared.clock.advance(MINUTE_MS);
    const joined = shared.start();
    await shared.clock.advance(3_000);
    expect(joined.sessions.getSession()).toMatchObject({ id: 'p1-1', recovered: false, evidence: null });
  });

  it('is finished by one of many that start at once', async () => {
    const { clock, start, kill } = device({ canPeek });
    start();
    await clock.advance(MINUTE_MS);
    await kill();
    await clock.advance(60 * MINUTE_MS);
    const all = [start(), start(), start()];
    await clock.advance(3_000);
    expect(all.flatMap(ends)).toMatchObject([{ id: 'p1-1', endReason: 'unexpected_termination' }]);
    for (const one of all) {
      expect(one.sessions.getSessionId()).toBe(all[0]?.sessions.getSessionId());
      expect(one.warnings).toEqual([]);
    }
  });
});

it('does not wait for a crash reporter that never answers', async () => {
  const { clock, start, kill } = device();
  start();
  await kill();
  await clock.advance(60 * MINUTE_MS);
  const next = start({ didCrash: () => new Promise(() => {}) });
  await clock.advance(5_000);
  expect(next.story()).toEqual(['ended p1-1 0 inactivity', 'started p2-1 60']);
});

it('says how a session ended that a kill cut off, though the mirror shows one before it', async () => {
  const clock = createManualClock();
  const texts = createMemoryStore();
  const start = (name: string, store: SessionStore) =>
    watch({
      clock,
      store: { ...store, liveContexts: async () => new Set([name]) },
      generateId: counter(name),
      platform: { contextId: name, ...load },
    });
  const first = start('a', texts);
  await settle();
  const mirror = texts.peek('session');
  first.sessions.end();
  first.sessions.notify('input.click');
  await settle();
  const left = createMemoryStore();
  left.writeNow?.('session', texts.peek('session') ?? '');
  await clock.advance(60 * MINUTE_MS);
  let isRead = false;
  const next = start('b', {
    ...left,
    peek: (slot) => (isRead || slot !== 'session' ? left.peek(slot) : mirror),
    async update(slot, change) {
      const text = await left.update(slot, change);
      isRead ||= slot === 'session';
      return text;
    },
  });
  await clock.advance(3_000);
  expect(ends(next)).toMatchObject([{ id: 'a2', endReason: 'unexpected_termination', recovered: true, evidence: 'no_clean_exit' }]);
});

describe('a process that is shut down', () => {
  it('waits until its end is stored, though the store takes an earlier change first', async () => {
    const texts = createMemoryStore();
    const waiting: (() => void)[] = [];
    const update: SessionStore['update'] = async (slot, next) => {
      const text = await texts.update(slot, next);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return text;
    };
    const { sessions, story } = watch({ store: { ...texts, update } });
    await settle();
    const shut = sessions.shutdown();
    const release = async () => {
      waiting.shift()?.();
      await settle();
    };
    await release();
    expect(story()).toEqual(['started s1 0']);
    expect(JSON.parse(texts.peek('session') ?? '').session.endReason).toBe('shutdown');
    for (let i = 0; i < 4; i++) await release();
    await shut;
    expect(story()).toEqual(['started s1 0', 'ended s1 0 shutdown']);
  });

  it('puts its last session in the place of none that began since, though it takes nothing up', () => {
    const record = (id: string, ordinal: number) =>
      ({ id, ordinal, telemetryByContext: {}, metadataTimesMs: {}, metadata: {} }) as unknown as SessionRecord;
    const theirs = record('b', 2);
    const stored = { version: 1, session: theirs, ended: [] } as const;
    const outcome = transact(stored, {
      record: record('a', 1),
      base: theirs,
      isFinal: false,
      follows: true,
      ended: [],
      left: [],
      amendments: [],
      sender: null,
    });
    expect(outcome).toEqual({ verdict: 'ours', document: stored });
  });
});

describe('what a process writes as it leaves', () => {
  it('takes nothing from a process that wrote in that very moment', async () => {
    const clock = createManualClock();
    const texts = createMemoryStore();
    const start = (name: string, store: SessionStore = texts) =>
      watch({ clock, store, generateId: counter(`${name}-`), platform: { contextId: name, ...load } });
    const first = start('a');
    await settle();
    const { peek } = texts;
    let before = peek('session');
    const leaving: SessionStore = {
      ...texts,
      // It has looked, and waits for the other to let it write.
      peek: (slot) => (slot === 'session' ? before : peek(slot)),
      update: () => new Promise(() => {}),
      updateNow: (slot, next) => texts.writeNow?.(slot, next(peek(slot))),
    };
    const { sessions } = start('b', leaving);
    first.sessions.end();
    first.sessions.notify('input.click');
    await settle();
    sessions.notify('unload');
    before = peek('session');
    const { session, ended } = JSON.parse(before ?? '');
    expect([session.id, ended.map(({ id }: { id: string }) => id)]).toEqual(['a-2', ['a-1']]);
  });
});
