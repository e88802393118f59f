import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createSessionSampler, createSessionSpanProcessor } from '../../src/otel/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { testPolicy, watch } from '../support/watch.ts';
import { end, nextSpanProcessor, span } from './fake-records.ts';
import { createFakeSessions } from './fake-sessions.ts';

const KEEP = { decision: 2 };
const DROP = { decision: 0 };
const parent = (traceFlags: TraceFlags, isRemote: boolean) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags, isRemote });

describe('the sampler', () => {
  it('keeps or drops a local root as its session says', () => {
    const sessions = createFakeSessions();
    const sampler = createSessionSampler(sessions);
    sessions.start('kept', 1);
    expect(sampler.shouldSample(ROOT_CONTEXT, 't1')).toEqual(KEEP);
    sessions.finish(2);
    sessions.start('dropped', 3, { sampled: false });
    expect(sampler.shouldSample(ROOT_CONTEXT, 't2')).toEqual(DROP);
    expect(String(sampler)).toBe('SessionSampler');
  });

  it.each([true, false])('respects the decision of a parent (remote: %s), whatever the session says', (isRemote) => {
    for (const sampled of [true, false]) {
      const sessions = createFakeSessions();
      sessions.start('a', 1, { sampled });
      const sampler = createSessionSampler(sessions);
      expect(sampler.shouldSample(parent(TraceFlags.SAMPLED, isRemote), 't')).toEqual(KEEP);
      expect(sampler.shouldSample(parent(TraceFlags.NONE, isRemote), 't')).toEqual(DROP);
    }
  });

  it('records everything while an id is provisional, and drops at the end what its session does not keep', () => {
    const sessions = createFakeSessions();
    sessions.isFinal = false;
    sessions.start('mine', 1);
    const next = nextSpanProcessor();
    const processor = createSessionSpanProcessor(sessions, { next });
    const sampler = createSessionSampler(sessions);
    expect(sampler.shouldSample(ROOT_CONTEXT, 'undecided')).toEqual(KEEP);
    const spans = [span(2, {}, 'undecided'), span(2, {}, 'of a sampled parent')];
    for (const started of spans) {
      processor.onStart(started, undefined);
      end(started, processor, 3);
    }
    sessions.finish(4, { sampled: false });
    sessions.settle();
    expect(next.ended.map((ended) => ended.spanContext().traceId)).toEqual(['of a sampled parent']);
  });

  it('forgets the oldest of more than a thousand undecided traces, which is so kept', () => {
    const sessions = createFakeSessions();
    const sampler = createSessionSampler(sessions);
    for (let i = 0; i <= 1_000; i++) sampler.shouldSample(ROOT_CONTEXT, `t${i}`);
    sessions.start('dropped', 1, { sampled: false });
    const next = nextSpanProcessor();
    const processor = createSessionSpanProcessor(sessions, { next });
    for (const traceId of ['t0', 't1', 't1000']) {
      const started = span(2, {}, traceId);
      processor.onStart(started, undefined);
      end(started, processor, 3);
    }
    expect(next.ended.map((ended) => ended.spanContext().traceId)).toEqual(['t0']);
  });
});

describe('the share of sessions kept', () => {
  it.each([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1])('is %d within four standard errors', async (ratio) => {
    const policy = { ...testPolicy, sampling: { ratio, by: 'id' } } as const;
    const { sessions } = watch({ policy, generateId: createCountedIds() });
    const sampler = createSessionSampler(sessions);
    const total = 2_000;
    let kept = 0;
    for (let i = 0; i < total; i++) {
      sessions.notify('input.click');
      sessions.finalize();
      if (sampler.shouldSample(ROOT_CONTEXT, 't').decision === KEEP.decision) kept++;
      sessions.end();
    }
    await settle();
    expect(Math.abs(kept / total - ratio)).toBeLessThanOrEqual(4 * Math.sqrt((ratio * (1 - ratio)) / total));
  });

  it('is decided once: a restart finds the decision, though it was made at random', async () => {
    const store = createMemoryStore();
    const decisions = new Set<number>();
    const policy = { ...testPolicy, sampling: { ratio: 0.5, by: 'random' } } as const;
    for (let restart = 0; restart < 30; restart++) {
      const { sessions } = watch({ policy, store, clock: createManualClock() });
      await settle();
      decisions.add(createSessionSampler(sessions).shouldSample(ROOT_CONTEXT, 't').decision);
    }
    expect(decisions.size).toBe(1);
  });
});

/** Ids like those of apps, the same in each run. */
function createCountedIds() {
  let count = 0;
  return () => `00112233-4455-6677-8899-${(++count).toString(16).padStart(12, '0')}`;
}
