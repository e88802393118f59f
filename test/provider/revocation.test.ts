import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { open, sleepy, textsOf } from './consenting-tab.ts';

/** Two tabs that share a session; one of them sleeps while consent is taken back in the other. */
async function asleepAtRevocation() {
  const clock = createManualClock();
  const a = open({ name: 'a', clock, granted: true });
  const { store, sleep, wake } = sleepy(a.store);
  const b = open({ name: 'b', clock, store, granted: true });
  await clock.advance(MINUTE_MS);
  sleep();
  await a.consent.revokeConsent();
  return { clock, a, b, wake };
}

describe('a revocation', () => {
  it('ends the session in all tabs, wipes the store, and nothing is recorded from then on', async () => {
    const clock = createManualClock();
    const a = open({ name: 'a', clock, granted: true });
    const b = open({ name: 'b', clock, store: a.store, granted: true });
    await a.sessions.delivery?.update(() => 'ledger');
    await clock.advance(MINUTE_MS);
    a.sessions.end();
    await settle();
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    const id = b.sessions.getSessionId();
    const heard: string[] = [];
    b.consent.subscribe((state) => heard.push(state));
    expect(await a.consent.revokeConsent()).toBe(true);
    await settle();
    for (const tab of [a, b]) {
      expect(tab.story().at(-1)).toBe(`ended ${id} 2 app.consent_revoked`);
      tab.sessions.notify('input.click');
      tab.sessions.setMetadata({ plan: 'pro' });
      expect([tab.consent.state, tab.sessions.getSession(), tab.sessions.stamp('logs')]).toEqual(['revoked', null, null]);
    }
    await clock.advance(60 * MINUTE_MS);
    expect([heard, textsOf(a.store)]).toEqual([['revoked'], []]);
    for (const tab of [a, b]) expect(tab.story().at(-1)).toBe(`ended ${id} 2 app.consent_revoked`);
  });

  it('reaches a tab that was asleep, which writes nothing back', async () => {
    const { clock, a, b, wake } = await asleepAtRevocation();
    b.sessions.setMetadata({ plan: 'pro' });
    b.sessions.finalize();
    await clock.advance(MINUTE_MS);
    wake();
    await settle();
    expect(b.story().slice(-1)).toEqual([expect.stringMatching(/^ended a1 \S+ app\.consent_revoked$/)]);
    expect([b.consent.state, textsOf(a.store)]).toEqual(['revoked', []]);
  });

  it('reaches a tab that slept until others had consented anew, and leaves theirs alone', async () => {
    const { clock, a, b, wake } = await asleepAtRevocation();
    for (let tries = 0; a.sessions.getSessionId() === null && tries < 3; tries++) {
      a.consent.grantConsent();
      await clock.advance(MINUTE_MS);
    }
    const stored = a.store.peek('session');
    wake();
    b.sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    expect([b.consent.state, b.sessions.getSession()]).toEqual(['revoked', null]);
    expect(a.store.peek('session')).toBe(stored);
    expect(stored).not.toContain('"a1"');
  });

  it('leaves nothing that the next session could tell: no previous id, no count, no metadata, no past', async () => {
    const { clock, sessions, consent, changes, store } = open({ granted: true });
    await clock.advance(MINUTE_MS);
    sessions.setMetadata({ 'user.id': 'alice' });
    sessions.end();
    sessions.notify('input.click');
    await clock.advance(MINUTE_MS);
    await consent.revokeConsent();
    expect(sessions.getSession(EPOCH_MS + 1)).toBeNull();
    consent.grantConsent();
    await settle();
    expect(sessions.getSession()).toMatchObject({ id: 's3', previousId: null, ordinal: 1, metadata: {} });
    expect(changes.at(-1)).toMatchObject({ type: 'started', session: { id: 's3' } });
    expect(await sessions.listSessions()).toHaveLength(1);
    expect(textsOf(store).join()).not.toMatch(/"s[12]"|alice/);
    expect(sessions.stamp('traces', EPOCH_MS + 1)).toBe('s3');
  });

  it('forgets metadata for good, whether a session lived or not, and brings none to one that is joined', async () => {
    for (const isLive of [true, false]) {
      const clock = createManualClock();
      const a = open({ name: 'a', clock, granted: true });
      const b = open({ name: 'b', clock, store: a.store, granted: true });
      await clock.advance(MINUTE_MS);
      b.sessions.setMetadata({ 'user.id': 'alice' });
      await clock.advance(MINUTE_MS);
      if (!isLive) a.sessions.end();
      await clock.advance(MINUTE_MS);
      await a.consent.revokeConsent();
      await settle();
      for (const { consent } of [a, b]) {
        consent.grantConsent();
        await clock.advance(MINUTE_MS);
      }
      for (const { sessions } of [a, b]) expect(sessions.getSession()?.metadata).toEqual({});
      expect([textsOf(a.store).join().includes('alice'), a.sessions.getSessionId()]).toEqual([false, b.sessions.getSessionId()]);
    }
  });

  it('is neither refused by a minimum duration nor followed by a renewal', async () => {
    const { clock, sessions, story, consent } = open({ granted: true, policy: { minDurationMs: 60 * MINUTE_MS, then: 'renew' } });
    await clock.advance(MINUTE_MS);
    sessions.notify('input.click');
    await consent.revokeConsent();
    await clock.advance(60 * MINUTE_MS);
    expect(story()).toEqual(['started s1 0', 'ended s1 1 app.consent_revoked']);
    expect(sessions.getSessionId()).toBeNull();
  });

  it('judges first whether the session was over by then', async () => {
    const { clock, story, consent } = open({ granted: true });
    await settle();
    await clock.sleep(45 * MINUTE_MS, { counts: false });
    await consent.revokeConsent();
    await settle();
    expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity']);
  });

  it('is a refusal where nobody had consented: what was held is told to the app only, and what an earlier visit left is wiped', async () => {
    const clock = createManualClock();
    const earlier = open({ name: 'a', clock, granted: true });
    await earlier.sessions.shutdown();
    expect(textsOf(earlier.store)).not.toEqual([]);
    const { sessions, story, consent } = open({ name: 'b', clock, store: earlier.store });
    const sent: unknown[] = [];
    sessions.delivery?.outbox.open((event) => sent.push(event));
    await clock.advance(MINUTE_MS);
    await consent.revokeConsent();
    await settle();
    expect(story()).toEqual(['started b1 0', 'ended b1 1 app.consent_revoked']);
    expect([sent, sessions.delivery?.outbox.claim('b1:start'), textsOf(earlier.store)]).toEqual([[], false, []]);
  });

  it('answers whether the storage let go of it', async () => {
    const memory = createMemoryStore();
    const { consent, warnings } = open({
      granted: true,
      store: { ...memory, update: (slot, next) => (slot === 'ledger' ? Promise.reject(new Error('no')) : memory.update(slot, next)) },
    });
    await settle();
    expect(await consent.revokeConsent()).toBe(false);
    expect(warnings).toEqual(['sessionchart: what was stored could not be wiped Error: no']);
  });
});
