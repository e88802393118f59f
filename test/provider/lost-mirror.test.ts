import { expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, watch } from '../support/watch.ts';

/** What the first page does while the database does not answer, before and after a second one has opened. */
const STORIES = [
  { before: ['end', 'background'], after: [], isSecondSlow: false },
  { before: ['background', 'end'], after: ['freeze'], isSecondSlow: false },
  { before: ['background'], after: ['end'], isSecondSlow: false },
  { before: ['end', 'background'], after: [], isSecondSlow: true },
  { before: ['background', 'end'], after: [], isSecondSlow: true },
  { before: ['background'], after: ['end'], isSecondSlow: true },
];

it.each(STORIES)('sends no end without its start after a kill that lost the mirror: %j', async ({ before, after, isSecondSlow }) => {
  const clock = createManualClock();
  const database = createMemoryStore();
  const mirror = createMemoryStore();
  const sent: string[] = [];
  let waiting: (() => void)[] | null = [];
  const open = (name: string, isSlow: boolean) => {
    const store: SessionStore = {
      ...database,
      peek: (slot) => mirror.peek(slot),
      writeNow: (slot, text) => mirror.writeNow?.(slot, text),
      async update(slot, next) {
        if (isSlow && waiting) await new Promise<void>((resolve) => waiting?.push(resolve));
        const text = await database.update(slot, next);
        if (text !== null && slot === 'session') mirror.writeNow?.(slot, text);
        return text;
      },
      liveContexts: async () => new Set(['a', 'b']),
    };
    const { sessions } = watch({ clock, store, generateId: counter(name), platform: { contextId: name, ...load } });
    const outbox = sessions.delivery?.outbox;
    outbox?.awaitAcknowledgement();
    outbox?.open(({ uid }) => sent.push(uid));
    sessions.subscribe(({ type, session }) => {
      const uid = `${session.id}:${type === 'started' ? 'start' : 'end'}`;
      if ((type === 'started' || type === 'ended') && outbox?.claim(uid)) sent.push(uid);
    });
    return sessions;
  };
  const act = (sessions: ReturnType<typeof open>, deeds: readonly string[]) => {
    for (const deed of deeds) {
      if (deed === 'end') sessions.end();
      else sessions.notify(deed as 'background');
    }
  };
  const killed = open('old', false);
  for (let i = 0; i < 2; i++) {
    killed.end();
    killed.notify('input.click');
    await clock.advance(MINUTE_MS);
  }
  const left = database.peek('session') ?? '';
  const found = createMemoryStore();
  found.writeNow?.('session', left);
  Object.assign(database, found);
  await mirror.update('session', () => null);

  const first = open('a', true);
  await settle();
  act(first, before);
  await clock.advance(10);
  const second = open('b', isSecondSlow);
  act(first, after);
  await clock.advance(10);
  second.notify('input.click');
  await clock.advance(500);
  const held = waiting;
  waiting = null;
  for (const answer of held.reverse()) answer();
  await clock.advance(3_000);

  const ended = sent.filter((uid) => uid.endsWith(':end'));
  expect(ended.length).toBeGreaterThan(1);
  for (const uid of ended) expect(sent).toContain(uid.replace(':end', ':start'));
});

it('ends a session that a kill left alive in the store, where others began and ended beside it, unseen', async () => {
  const clock = createManualClock();
  const start = async (name: string, store: SessionStore) => {
    const watched = watch({ clock, store, generateId: counter(name), platform: { contextId: name, ...load } });
    const sent: string[] = [];
    watched.sessions.delivery?.outbox?.open(({ uid }) => sent.push(uid));
    await clock.advance(10_000);
    return { ...watched, sent };
  };
  const database = createMemoryStore();
  await start('killed', database);
  const stored = database.peek('session');
  const unseen = createMemoryStore();
  const { sessions } = await start('beside', unseen);
  sessions.end();
  sessions.notify('input.click');
  await clock.advance(1_000);

  let mirror = unseen.peek('session');
  const found = createMemoryStore();
  await found.update('session', () => stored);
  const { sent } = await start('next', {
    ...found,
    peek: (slot) => (slot === 'session' ? mirror : found.peek(slot)),
    async update(slot, next) {
      const text = await found.update(slot, next);
      if (slot === 'session') mirror = text;
      return text;
    },
    liveContexts: async () => new Set(['next']),
  });
  const { ended } = JSON.parse(found.peek('session') ?? '');
  expect(ended).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: 'killed1', endReason: 'superseded', supersededBy: 'beside2' })]),
  );
  expect(sent.filter((uid) => uid === 'killed1:end')).toHaveLength(1);
});
