import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { testPolicy, watch } from '../support/watch.ts';

describe('a subscriber', () => {
  it('hurts nobody when it throws', async () => {
    const { sessions, story, warnings } = watch();
    const seen: string[] = [];
    sessions.session$.subscribe(() => {
      throw new Error('bad subscriber');
    });
    sessions.subscribe(() => {
      throw new Error('bad listener');
    });
    sessions.session$.subscribe(({ type }) => seen.push(type));
    sessions.current$.subscribe(() => {
      throw new Error('bad view');
    });
    await settle();
    expect([story(), seen]).toEqual([['started s1 0'], ['started']]);
    expect(warnings.length).toBeGreaterThanOrEqual(3);
  });

  it('is told nothing any more once it has stopped, though within the change, and stops no other', async () => {
    const { sessions } = watch();
    const told: string[] = [];
    const stopFirst = sessions.subscribe(({ type }) => {
      told.push(`first ${type}`);
      stopFirst();
      stopSecond();
    });
    const stopSecond = sessions.subscribe(({ type }) => told.push(`second ${type}`));
    const twice = () => void told.push('twice');
    const stopOnce = sessions.subscribe(twice);
    sessions.subscribe(twice);
    stopOnce();
    await settle();
    expect(told).toEqual(['first started', 'twice']);
  });

  it('sees a world that agrees with the change it is told of, whatever it does there', async () => {
    const { sessions, clock } = watch({ policy: { ...testPolicy, then: 'renew' } });
    const seen: unknown[] = [];
    sessions.session$.subscribe(({ type, session }) => {
      seen.push([type, session.id, sessions.getSession()?.id ?? null, sessions.getSessionId()]);
      if (type === 'started' && session.id === 's1') {
        sessions.setMetadata({ a: 1 });
        sessions.end();
      }
    });
    await clock.advance(1);
    expect(seen).toEqual([
      ['started', 's1', 's1', 's1'],
      ['updated', 's1', 's1', 's1'],
      ['ended', 's1', null, null],
      ['started', 's2', 's2', 's2'],
    ]);
  });

  it('finds no session while it is told that the last one timed out, unless that lingers', async () => {
    for (const lingerMs of [0, null]) {
      const { sessions, clock } = watch({ policy: { ...testPolicy, lingerMs } });
      let id: string | null = 'none';
      sessions.subscribe(({ type }) => {
        if (type === 'ended') id = sessions.getSessionId();
      });
      await clock.advance(60 * MINUTE_MS);
      expect(id).toBe(lingerMs === null ? 's1' : null);
    }
  });

  it('gets the present session from current$ at once, then each new value once', async () => {
    const { sessions, clock } = watch();
    const seen: (string | null)[] = [];
    sessions.current$.subscribe((session) => seen.push(session && `${session.id} ${session.revision}`));
    await settle();
    sessions.setMetadata({ a: 1 });
    await clock.advance(30 * MINUTE_MS);
    expect(seen).toEqual(['s1 0', 's1 1', null]);
  });
});
