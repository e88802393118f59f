import { describe, expect, it } from 'vitest';
import { createSessionManager, withImportedSession } from '../../src/otel/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { watch } from '../support/watch.ts';

const clock = () => createManualClock();
const theirs = (id: unknown, ageMs: number) => JSON.stringify({ id, startTimestamp: EPOCH_MS - ageMs });

describe('the session that @opentelemetry/web-common left in storage', () => {
  it('goes on, and from then on in our own form', async () => {
    const own = createMemoryStore();
    const first = watch({
      clock: clock(),
      store: withImportedSession(own, { stored: theirs('0123abcd', 60 * MINUTE_MS), nowMs: EPOCH_MS }),
    });
    const manager = createSessionManager(first.sessions);
    expect(manager.getSession()).toEqual({ id: '0123abcd', startTimestamp: EPOCH_MS - 60 * MINUTE_MS });
    await settle();
    expect(first.story()).toEqual(['resumed 0123abcd 0']);
    const second = watch({ clock: clock(), store: withImportedSession(own, { stored: theirs('another', 1), nowMs: EPOCH_MS }) });
    expect(second.sessions.getSessionId()).toBe('0123abcd');
  });

  it.each([
    ['older than four hours', theirs('a', 240 * MINUTE_MS + 1)],
    ['of the future', theirs('a', -1)],
    ['without an id', theirs('', 1)],
    ['of another form', '[]'],
    ['broken', '{"id":'],
    ['absent', null],
  ])('is not taken over where it is %s', async (_what, stored) => {
    const { sessions } = watch({ clock: clock(), store: withImportedSession(createMemoryStore(), { stored, nowMs: EPOCH_MS }) });
    expect(sessions.getSessionId()).toBe('s1');
  });
});

it('stops telling observers after shutdown', async () => {
  const { sessions } = watch();
  const manager = createSessionManager(sessions);
  const seen: string[] = [];
  manager.addObserver({ onSessionStarted: ({ id }) => seen.push(id), onSessionEnded: ({ id }) => seen.push(id) });
  await manager.start();
  manager.shutdown();
  await settle();
  expect([seen, manager.getSessionId()]).toEqual([[], 's1']);
});
