import { describe, expect, it } from 'vitest';
import type { OutboxEvent } from '../../src/api/session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, watch } from '../support/watch.ts';

/** Contexts that share a store, know of each other, and send session events to one receiver. */
function scope({ policy = testPolicy } = {}) {
  const clock = createManualClock();
  const texts = createMemoryStore();
  const alive = new Set<string>();
  const received: string[] = [];
  const open = (name: string, { appVersion = '1', acknowledges = true, isSlow = false } = {}) => {
    alive.add(name);
    const update: SessionStore['update'] = (slot, next) => (isSlow ? new Promise(() => {}) : texts.update(slot, next));
    const store: SessionStore = { ...texts, update, liveContexts: async () => alive };
    const watched = watch({ clock, store, policy, appVersion, generateId: counter(name), platform: { contextId: name, ...load } });
    const { outbox } = watched.sessions.delivery ?? {};
    if (!outbox) throw new Error('a provider with a store has an outbox');
    if (!acknowledges) outbox.awaitAcknowledgement();
    const receive = (uid: string, by: string) => {
      received.push(`${uid} by ${by}`);
      outbox.emitted(uid);
    };
    const left: OutboxEvent[] = [];
    const close = outbox.open((event) => {
      left.push(event);
      receive(event.uid, `${name} for another`);
    });
    watched.sessions.subscribe(({ type, session }) => {
      const uid = type === 'started' ? `${session.id}:start` : type === 'ended' ? `${session.id}:end` : null;
      if (uid !== null && outbox.claim(uid)) receive(uid, name);
    });
    return { ...watched, outbox, left, close };
  };
  const kept = () => JSON.parse(texts.peek('session') ?? '{}').outbox?.map(({ uid }: { uid: string }) => uid);
  return { clock, texts, alive, received, open, kept };
}

describe('the outbox', () => {
  it('has each start and each end sent once, whoever of all contexts decides it', async () => {
    const { clock, received, open, kept } = scope();
    const contexts = ['a', 'b', 'c', 'd'].map((name) => open(name));
    await clock.advance(MINUTE_MS);
    contexts[2]?.sessions.end();
    await settle();
    contexts[1]?.sessions.notify('input.click');
    await clock.advance(60 * MINUTE_MS);
    for (const { sessions } of contexts) sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    const uids = received.map((line) => line.split(' ')[0]);
    expect(uids).toEqual([...new Set(uids)]);
    const ended = contexts[0]?.changes.flatMap(({ type, session }) => (type === 'ended' ? [`${session.id}:end`] : []));
    expect(uids.filter((uid) => uid?.endsWith(':end'))).toEqual(ended);
    expect(ended).toHaveLength(2);
    expect(uids.filter((uid) => uid?.endsWith(':start'))).toHaveLength(3);
    expect(kept()).toEqual([]);
  });

  it('keeps what no exporter acknowledged, for the next start, with the version that made it', async () => {
    const { clock, received, alive, open, kept } = scope();
    const first = open('a', { appVersion: '1.0', acknowledges: false });
    await clock.advance(MINUTE_MS);
    expect([received, kept()]).toEqual([['a1:start by a'], ['a1:start']]);
    await first.sessions.shutdown();
    alive.clear();
    await clock.advance(60 * MINUTE_MS);
    const next = open('b', { appVersion: '2.0' });
    await clock.advance(MINUTE_MS);
    expect(received.slice(1)).toEqual(['a1:end by a', 'a1:start by b for another', 'a1:end by b for another', 'b1:start by b']);
    expect(next.left.map(({ uid, version, session }) => [uid, version, session.endReason])).toEqual([
      ['a1:start', '1.0', 'shutdown'],
      ['a1:end', '1.0', 'shutdown'],
    ]);
    expect(kept()).toEqual([]);
  });

  it('sends an event again as it was, detected when it was detected, however late the store took it', async () => {
    const { clock, alive, texts, open } = scope();
    const first = open('a', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    await clock.sleep(60 * MINUTE_MS);
    first.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    await clock.sleep(60 * MINUTE_MS);
    const { update } = texts;
    const waiting: (() => void)[] = [];
    texts.update = (slot, next) => new Promise((resolve) => waiting.push(() => resolve(update(slot, next))));
    first.sessions.notify('input.click');
    await clock.advance(1_000);
    texts.update = update;
    for (const go of waiting) go();
    await settle();
    alive.clear();
    const { left } = open('b');
    await clock.advance(MINUTE_MS);
    const told = first.changes.map((change) => [`${change.session.id} ${change.type}`, change.detectedAtMs]);
    expect(left.map(({ uid, detectedAtMs }) => [uid.replace(':start', ' started').replace(':end', ' ended'), detectedAtMs])).toEqual(told);
  });

  it('does not send with a change what it has sent as left by another', async () => {
    const { clock, alive, received, open } = scope();
    const first = open('a', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    first.sessions.end();
    await clock.advance(MINUTE_MS);
    alive.clear();
    const { outbox } = open('b', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    expect(received).toContain('a1:end by b for another');
    expect(outbox.claim('a1:end')).toBe(false);
  });

  it('sends what an exporter refused when it takes the next, and forgets what it acknowledged', async () => {
    const { clock, received, open, kept } = scope();
    const { outbox, sessions } = open('a', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    outbox.refuse(['a1:start']);
    await clock.advance(MINUTE_MS);
    sessions.end();
    await clock.advance(MINUTE_MS);
    outbox.acknowledge(['a1:end']);
    await clock.advance(MINUTE_MS);
    expect(received).toEqual(['a1:start by a', 'a1:end by a', 'a1:start by a for another']);
    outbox.acknowledge(['a1:start']);
    await settle();
    expect(kept()).toEqual([]);
  });

  it('leaves to those who live what is theirs to send, and takes over when they are gone', async () => {
    const { clock, received, alive, open } = scope();
    open('a', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    const b = open('b', { acknowledges: false });
    await clock.advance(MINUTE_MS);
    expect(received).toEqual(['a1:start by a']);
    alive.delete('a');
    b.sessions.end();
    await clock.advance(MINUTE_MS);
    expect(received.slice(1)).toEqual(['a1:end by b', 'a1:start by b for another']);
  });

  it('sends what leaves by force, though the store has not answered', async () => {
    const { clock, received, open } = scope();
    const { sessions } = open('a', { isSlow: true });
    sessions.finalize();
    await clock.advance(10);
    expect(received).toEqual(['a1:start by a']);
  });

  it('is not kept where nobody sends, and stays bounded where nobody acknowledges', async () => {
    const quiet = createMemoryStore();
    const { clock, sessions } = watch({ store: quiet });
    await clock.advance(MINUTE_MS);
    sessions.end();
    await clock.advance(MINUTE_MS);
    expect(JSON.parse(quiet.peek('session') ?? '{}')).not.toHaveProperty('outbox');

    const loud = scope();
    const one = loud.open('a', { acknowledges: false });
    for (let i = 0; i < 100; i++) {
      await loud.clock.advance(MINUTE_MS);
      one.sessions.end();
      one.sessions.notify('input.click');
    }
    await loud.clock.advance(MINUTE_MS);
    expect(loud.kept()).toHaveLength(64);
    expect(loud.kept().at(-1)).toBe('a101:start');
    expect(loud.texts.peek('session')?.length).toBeLessThan(64_000);
  });
});
