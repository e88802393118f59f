import type { SessionPolicy } from '../../machines/policy.ts';
import type { EndedSession, LiveSession } from '../../machines/session.ts';
import { createKeyValueStore } from '../../src/mobile/key-value-store.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, testPolicy, type Watched, watch } from '../support/watch.ts';

/** What was stored when a story was over, and what its provider said then. */
export interface Recording {
  /** The stored texts, by slot. */
  readonly texts: { readonly session: string; readonly history: string };
  readonly told: Told;
}
export interface Told {
  readonly nowMs: number;
  readonly session: LiveSession | null;
  readonly past: readonly EndedSession[];
}

const policy: SessionPolicy = { ...testPolicy, splitOn: ['navigation'], sampling: { ratio: 1, by: 'id' } };

/** Together they write every field of the stored form, with more than its first value. */
const STORIES: Readonly<Record<string, (watched: Watched) => Promise<void>>> = {
  'live-hidden': async ({ sessions, clock }) => {
    sessions.setMetadata({ 'user.id': 'alice', 'app.tabs': 3, 'app.tags': ['a', 'é'], gone: true });
    sessions.stamp('traces');
    await clock.advance(MINUTE_MS);
    sessions.end('manual');
    await clock.advance(MINUTE_MS);
    sessions.notify('input.click');
    sessions.notify('navigation');
    sessions.setMetadata({ gone: null });
    for (const signal of ['traces', 'logs', 'logs', 'metrics'] as const) sessions.stamp(signal);
    await clock.advance(MINUTE_MS);
    sessions.notify('background');
    await clock.advance(MINUTE_MS);
  },
  'ended-unlinked': async ({ sessions, clock }) => {
    await clock.advance(40 * MINUTE_MS);
    sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    sessions.end('app.logout', { link: false, clearMetadata: true });
    await clock.advance(MINUTE_MS);
  },
};

/** @returns what the version of today writes, by the story's name */
export async function writeStories(): Promise<Readonly<Record<string, Recording>>> {
  const recordings = Object.entries(STORIES).map(async ([name, play]) => [name, await record(play)] as const);
  return Object.fromEntries(await Promise.all(recordings));
}

async function record(play: (watched: Watched) => Promise<void>): Promise<Recording> {
  const store = createMemoryStore();
  const clock = createManualClock();
  const watched = watch({
    clock,
    store: { ...store, liveContexts: async () => new Set(['page']) },
    policy,
    appVersion: '1.2.3',
    attributes: () => ({ 'device.model': 'test' }),
    generateId: counter('id-'),
    platform: { contextId: 'page', ...load },
  });
  const { sessions } = watched;
  // Nobody acknowledges, so the session events stay in the document.
  sessions.delivery?.outbox.awaitAcknowledgement();
  sessions.delivery?.outbox.open(() => {});
  await clock.advance(MINUTE_MS);
  await play(watched);
  const known = (await sessions.delivery?.listSessions()) ?? [];
  await settle();
  const read = (slot: 'session' | 'history') => store.peek(slot) ?? '';
  return {
    texts: { session: read('session'), history: read('history') },
    told: { nowMs: clock.now(), session: live(sessions.getSession()), past: known.filter((one) => one.state === 'ended') },
  };
}

const live = (session: LiveSession | EndedSession | null) => (session?.state === 'ended' ? null : session);

/** The keys and values that phones have, once these texts were written, the second time over an earlier one. */
export async function writeKeyValues({ session, history }: Recording['texts']): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  const store = openKeyValues(values);
  await store.update('session', () => history);
  await store.update('session', () => session);
  await store.update('history', () => history);
  return values;
}

/** A phone's store on these keys and values. */
export function openKeyValues(values: Record<string, string>): SessionStore {
  const keyValues = {
    get: async (key: string) => values[key] ?? null,
    set: async (key: string, text: string) => {
      values[key] = text;
    },
  };
  return createKeyValueStore(keyValues, { scope: 'default', warn: (message) => fail(message) }, 'phone');
}

function fail(message: string): never {
  throw new Error(message);
}
