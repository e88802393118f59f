import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentOptions, withConsent } from '../../src/consent/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { load } from '../support/watch.ts';
import { open, sleepy, textsOf } from './consenting-tab.ts';

describe('before consent', () => {
  it('keeps the session in memory, stores nothing, tells nothing and makes nothing final, however long it takes', async () => {
    const { clock, sessions, story, store, consent } = open();
    sessions.setMetadata({ 'user.id': 'alice' });
    for (let minute = 0; minute < 60; minute++) {
      sessions.notify('input.click');
      sessions.finalize();
      await clock.advance(MINUTE_MS);
    }
    expect(consent.state).toBe('undecided');
    expect(sessions.getSession()).toMatchObject({ id: 's1', metadata: { 'user.id': 'alice' }, startTimeMs: EPOCH_MS });
    expect([story(), textsOf(store), sessions.isFinal, sessions.mayLeave?.()]).toEqual([[], [], false, 'later']);
    expect((await sessions.listSessions()).map(({ id }) => id)).toEqual(['s1']);
  });

  it('tells and stores at the grant what was held, each change with its own time and the session with its id', async () => {
    const { clock, sessions, changes, story, store, consent } = open();
    await clock.advance(10 * MINUTE_MS);
    sessions.setMetadata({ plan: 'pro' });
    await clock.advance(MINUTE_MS);
    consent.grantConsent();
    await settle();
    expect(story()).toEqual(['started s1 0', 'updated s1 10']);
    expect(changes.map(({ detectedAtMs }) => detectedAtMs)).toEqual([EPOCH_MS, EPOCH_MS + 10 * MINUTE_MS]);
    expect([sessions.getSessionId(), sessions.isFinal]).toEqual(['s1', true]);
    expect(JSON.parse(store.peek('session') ?? '')).toMatchObject({ session: { id: 's1', metadata: { plan: 'pro' } } });
  });

  it('joins at the grant the session of a tab whose person has consented, and plays on it what was held', async () => {
    const clock = createManualClock();
    const a = open({ name: 'a', clock, granted: true });
    await clock.advance(MINUTE_MS);
    const b = open({ name: 'b', clock, store: a.store });
    b.sessions.setMetadata({ from: 'b' });
    await clock.advance(MINUTE_MS);
    expect([b.sessions.getSessionId(), a.sessions.getSession()?.metadata]).toEqual(['b1', {}]);
    b.consent.grantConsent();
    await clock.advance(1_000);
    expect([b.sessions.getSessionId(), b.sessions.finalId('b1')]).toEqual(['a1', 'a1']);
    expect([b.story(), b.sessions.getSession()?.metadata]).toEqual([['resumed a1 1'], { from: 'b' }]);
    expect(a.sessions.getSession()?.metadata).toEqual({ from: 'b' });
  });

  it('writes the last words of a process under the consent that it has', async () => {
    const memory = createMemoryStore();
    const updateNow: SessionStore['updateNow'] = (slot, next) => memory.writeNow?.(slot, next(memory.peek(slot)));
    const { sessions, consent } = open({ store: { ...memory, update: () => new Promise(() => {}), updateNow } });
    consent.grantConsent();
    sessions.notify('unload');
    expect(JSON.parse(memory.peek('session') ?? '')).toMatchObject({
      consent: expect.stringMatching(/^[0-9a-f]{4}$/),
      session: { id: 's1' },
    });
  });

  it('keeps the sessions that began and ended meanwhile', async () => {
    const { clock, sessions, story, consent } = open();
    await clock.advance(MINUTE_MS);
    sessions.end();
    sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    consent.grantConsent();
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 1 manual', 'started s2 1']);
    expect((await sessions.listSessions()).map(({ id, endReason }) => [id, endReason])).toEqual([
      ['s1', 'manual'],
      ['s2', null],
    ]);
  });

  it('holds within bounds, and what was told too often is what goes', async () => {
    const { clock, sessions, changes, consent } = open();
    for (let i = 0; i < 5_000; i++) {
      sessions.setMetadata({ i });
      if (i % 100 === 0) await clock.advance(1_000);
    }
    expect(sessions.isFinal).toBe(false);
    consent.grantConsent();
    await settle();
    expect(changes.length).toBeLessThan(520);
    expect([changes[0]?.type, changes.at(-1)?.session.metadata]).toEqual(['started', { i: 4_999 }]);
    expect(sessions.isFinal).toBe(true);
  });

  it('records nothing at all where that is wanted, and then begins with the grant', async () => {
    const { clock, sessions, story, store, consent } = open({ before: 'nothing' });
    sessions.notify('input.click');
    sessions.setMetadata({ 'user.id': 'alice' });
    expect([sessions.stamp('traces'), sessions.getSession(), sessions.mayLeave?.()]).toEqual([null, null, 'never']);
    await clock.advance(10 * MINUTE_MS);
    consent.grantConsent();
    await settle();
    expect(story()).toEqual(['started s1 10']);
    expect(sessions.getSession()).toMatchObject({ startReason: 'load', metadata: {} });
    expect(textsOf(store)).toHaveLength(1);
  });

  it('closes with nothing told or stored', async () => {
    const { sessions, story, store } = open();
    await sessions.shutdown();
    expect([story(), textsOf(store)]).toEqual([[], []]);
  });
});

describe('with consent from the start', () => {
  it('goes on with the stored session in the call that creates the provider', async () => {
    const clock = createManualClock();
    const before = open({ name: 'a', clock, granted: true });
    await clock.advance(MINUTE_MS);
    const after = open({ name: 'b', clock, store: before.store, granted: true });
    expect(after.sessions.getSessionId()).toBe('a1');
  });
});

describe('whatever three tabs do', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('grant', 'revoke', 'input', 'metadata', 'end', 'finalize', 'wait', 'sleep', 'wake'),
  );

  it('nothing is stored that no consent covers, and what was revoked never comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = createManualClock();
        const store = createMemoryStore();
        const tabs = ['a', 'b', 'c'].map((name) => {
          const own = sleepy(store);
          return { ...own, ...open({ name, clock, store: own.store }) };
        });
        const revoked = new Set<string>();
        for (const [index, action] of steps) {
          const tab = tabs[index] as (typeof tabs)[number];
          if (action === 'grant') tab.consent.grantConsent();
          if (action === 'input') tab.sessions.notify('input.click');
          if (action === 'metadata') tab.sessions.setMetadata({ by: clock.now() });
          if (action === 'end') tab.sessions.end();
          if (action === 'finalize') tab.sessions.finalize();
          if (action === 'wait') await clock.advance(MINUTE_MS);
          if (action === 'sleep') tab.sleep();
          if (action === 'wake') tab.wake();
          if (action === 'revoke') {
            for (const { consent, sessions } of tabs) {
              const id = sessions.getSessionId();
              if (id !== null && (consent.state === 'granted' || consent === tab.consent)) revoked.add(id);
            }
            await tab.consent.revokeConsent();
            expect(textsOf(store)).toEqual([]);
          }
          await settle();
          for (const id of revoked) expect(textsOf(store).join()).not.toContain(`"${id}"`);
          if (tabs.every(({ consent }) => consent.state !== 'granted')) expect(textsOf(store)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('names every option that is wrong', () => {
  const wrong = { before: 'disk', granted: 1 } as unknown as ConsentOptions;
  expect(() => withConsent(load, wrong)).toThrow(
    'before: expected "memory" or "nothing", came "disk"; granted: expected a boolean, came 1',
  );
});
