import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { policies, stories } from '../support/arbitrary.ts';
import { behindPulse, counter, foreignRecord, runSteps } from '../support/runners.ts';

const RUNS = Math.ceil(Number(process.env.PROPERTY_RUNS ?? 520) / 4);
const ordered = stories(500, { inOrder: true, foreign: false });
const check = { numRuns: RUNS, endOnFailure: true };

it('tells of one session at a time, each ended once, in order and linked to the one before', () => {
  fc.assert(
    fc.property(policies, stories(500, { foreign: false }), (policy, story) => {
      const ran = runSteps(policy);
      let told = 0;
      let live: string | null = null;
      let last: { id: string; linked: boolean; lapseTimeMs: number } | null = null;
      let latestMs = -Infinity;
      const judge = (change: SessionChange, event: SessionEvent) => {
        const { session } = change;
        if (change.type === 'started') {
          expect(live).toBeNull();
          expect(session.previousId).toBe(last?.linked ? last.id : null);
          expect(session.startTimeMs).toBeGreaterThanOrEqual(last?.lapseTimeMs ?? -Infinity);
          live = session.id;
          latestMs = session.startTimeMs;
        }
        expect(session.id).toBe(live);
        expect(change.atMs).toBeGreaterThanOrEqual(latestMs);
        latestMs = change.atMs;
        if (change.type !== 'ended') return;
        expect(change.session.endTimeMs).toBeGreaterThanOrEqual(session.startTimeMs);
        expect(change.session.endTimeMs).toBeLessThanOrEqual(change.session.lapseTimeMs);
        const isUnlinked = event.type === 'session.end' && event.link === false && change.session.endReason === event.reason;
        last = { id: session.id, linked: !isUnlinked, lapseTimeMs: change.session.lapseTimeMs };
        live = null;
      };
      const send = (event: SessionEvent) => {
        ran.send(event);
        for (; told < ran.changes.length; told++) judge(ran.changes[told]!, event);
        if (event.type === 'session.end' && event.link === false && live === null && last) last = { ...last, linked: false };
      };
      for (const step of story) if ('event' in step) send(step.event);
      send({ type: 'session.shutdown', atMs: Number.MAX_SAFE_INTEGER });
      expect(live).toBeNull();
      expect(ran.state).toBe('closed');
    }),
    check,
  );
});

it('lets no session live at or after its deadline', () => {
  fc.assert(
    fc.property(policies, ordered, (policy, story) => {
      const ran = behindPulse(runSteps(policy), policy);
      for (const step of story) {
        if (!('event' in step)) continue;
        ran.send(step.event);
        ran.settle();
        const { context } = ran.runner;
        if (context.endTimeMs === null) expect(context.deadlineMs).toBeGreaterThan(step.event.atMs);
      }
    }),
    check,
  );
});

it('tells the same without ticks, with one, or with many, but for when it was noticed', () => {
  const undetected = (changes: SessionChange[]) => changes.map(({ detectedAtMs: _, ...change }) => change);
  fc.assert(
    fc.property(policies, ordered, fc.array(fc.nat({ max: 3 }), { minLength: 1 }), (policy, story, copies) => {
      const ticked = runSteps(policy);
      const unticked = runSteps(policy);
      let atMs = 0;
      story.forEach((step, i) => {
        if (!('event' in step)) return;
        ({ atMs } = step.event);
        for (let copy = copies[i % copies.length] ?? 0; copy > 0; copy--) ticked.send({ type: 'session.tick', atMs });
        ticked.send(step.event);
        if (step.event.type !== 'session.tick') unticked.send(step.event);
      });
      for (const ran of [ticked, unticked]) ran.send({ type: 'session.tick', atMs });
      expect(undetected(ticked.changes)).toEqual(undetected(unticked.changes));
    }),
    check,
  );
});

it('never revives a session that has lapsed and never throws, however late or odd what it hears', () => {
  fc.assert(
    fc.property(policies, stories(500), (policy, story) => {
      const ran = runSteps(policy);
      const over = new Set<string>();
      let told = 0;
      for (const step of story) {
        if ('event' in step) ran.send(step.event);
        else {
          const own = ran.record();
          if (own)
            ran.send({
              type: 'session.sync',
              atMs: step.atMs,
              record: foreignRecord(step.foreign === 'revoke' ? 'same' : step.foreign, own, step.atMs),
            });
        }
        for (; told < ran.changes.length; told++) {
          const { type, session } = ran.changes[told]!;
          expect(over.has(session.id)).toBe(false);
          if (type === 'ended') over.add(session.id);
        }
      }
    }),
    check,
  );
});

it('goes on from its record as if nothing had happened', () => {
  fc.assert(
    fc.property(policies, stories(300, { foreign: false }), fc.nat({ max: 299 }), (policy, story, cut) => {
      const events = story.flatMap((step) => ('event' in step ? [step.event] : []));
      const whole = runSteps(policy);
      for (const event of events.slice(0, cut)) whole.send(event);
      if (whole.state === 'closed') return;
      const record = whole.record();
      const { count, told } = { count: Number(record?.ordinal ?? 0), told: whole.changes.length };
      const ids = counter();
      for (let i = 0; i < count; i++) ids();
      const restored = runSteps(policy, ids);
      restored.send({
        type: whole.runner.context.isHidden ? 'session.background' : 'session.tick',
        trigger: 'export',
        atMs: whole.runner.context.visibilityTimeMs,
      } as SessionEvent);
      restored.send({
        type: whole.runner.context.isClosed ? 'session.close' : 'session.tick',
        trigger: 'export',
        atMs: whole.runner.context.openTimeMs,
      } as SessionEvent);
      if (record)
        restored.send({ type: 'session.sync', atMs: record.seenTimeMs, record: JSON.parse(JSON.stringify(record)) as SessionRecord });
      const isLive = restored.state.startsWith('live');
      expect(isLive).toBe(whole.state.startsWith('live'));
      expect(restored.changes.map(({ type }) => type)).toEqual(isLive ? ['resumed'] : []);
      // Metadata is carried over to the next session within a process only.
      const rest = events.slice(cut).filter(({ type }) => isLive || type !== 'session.update');
      for (const event of rest) for (const ran of [whole, restored]) ran.send(event);
      const comparable = (changes: SessionChange[]) =>
        isLive ? changes : changes.map(({ session: { metadata: _, ...session }, ...change }) => ({ ...change, session }));
      expect(comparable(restored.changes.slice(isLive ? 1 : 0))).toEqual(comparable(whole.changes.slice(told)));
    }),
    check,
  );
});
