import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Trigger } from '../../machines/policy.ts';
import { debugSessions, openSnapshot, replaySnapshot } from '../../src/debug/index.ts';
import { createSessionProvider } from '../../src/lite/create-session-provider.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS, policies } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load } from '../support/watch.ts';

const TRIGGERS: readonly Trigger[] = ['input.click', 'background', 'foreground', 'navigation', 'telemetry.logs', 'unload', 'load.reload'];
const acts = fc.array(
  fc.record({ who: fc.nat({ max: 2 }), what: fc.nat({ max: 11 }), wait: fc.constantFrom(0, 0, 0, 1, 5, 16, 31, 200) }),
  {
    minLength: 40,
    maxLength: 40,
  },
);

it('explains all that happens to tabs that share a store, and plays it again', async () => {
  let revoked = 0;
  await fc.assert(
    fc.asyncProperty(policies, acts, async (policy, story) => {
      const store = createMemoryStore();
      const clock = createManualClock();
      const ids = counter();
      const tabs = [0, 1, 2].map((tab) => {
        const lines: string[] = [];
        const told: string[] = [];
        const platform = { ...load, contextId: `tab-${tab}` };
        const options = { policy, store, clock, platform, generateId: ids, diagnostics: { warn() {}, debug() {} } };
        const sessions = debugSessions(createSessionProvider, options, { keep: 60, log: (line) => lines.push(line) });
        sessions.subscribe(({ type, session }) => type === 'ended' && told.push(`${session.id} (${session.endReason})`));
        return { sessions, lines, told };
      });
      for (const { who, what, wait } of story) {
        const { sessions } = tabs[who] as (typeof tabs)[number];
        const trigger = TRIGGERS[what];
        if (trigger) sessions.notify(trigger);
        else if (what === 7) sessions.stamp('traces');
        else if (what === 8) sessions.end();
        else if (what === 9) sessions.end('app.logout', { link: false, clearMetadata: true });
        else sessions.setMetadata({ 'user.id': `user-${wait}` });
        if (wait > 0) await clock.advance(wait * MINUTE_MS);
      }
      await settle();
      for (const { sessions, lines, told } of tabs) {
        const text = lines.join('\n').replaceAll(' had ended (', ' (');
        expect(text).not.toContain('cannot explain');
        revoked += text.split('was not final').length - 1;
        // Whatever ended for those who listen is in a line, with its reason.
        for (const end of told) expect(text).toContain(end);
        const report = sessions.debug.report();
        expect(report).not.toMatch(/user-\d/);
        expect(replaySnapshot(openSnapshot(report)).difference).toBeNull();
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(revoked).toBeGreaterThan(3);
});
