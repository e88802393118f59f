import { describe, expect, it } from 'vitest';
import { startSteps } from '../../machines/start-steps.ts';
import { createAnnouncements } from '../../src/provider/announcements.ts';
import { createReporter } from '../../src/provider/diagnostics.ts';
import { createEngine } from '../../src/provider/engine.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { createSettlement } from '../../src/provider/settlement.ts';
import { EPOCH_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';

const reporter = createReporter({ warn() {}, debug() {} });
function start() {
  const told = createAnnouncements(reporter);
  const engine = createEngine(startSteps, { policy: testPolicy, generateId: counter() }, (change) => told.tell(change));
  engine.hear({ type: 'session.trigger', trigger: 'load', atMs: EPOCH_MS });
  return { told, engine };
}
const record = (engine: ReturnType<typeof start>['engine'], atMs: number) =>
  engine.pulse.trigger(engine.pulse.kindOf('telemetry.traces'), EPOCH_MS + atMs);

describe('the engine', () => {
  it('remembers a run of pulses as one, whatever is read in between, and what it plays again is the same', () => {
    const { engine } = start();
    for (let i = 1; i <= 1_000; i++) {
      record(engine, i);
      expect(engine.live().telemetry.traces).toBe(i);
    }
    expect(engine.events.map(({ type }) => type)).toEqual(['session.trigger', 'session.pulse']);
    const again = createEngine(startSteps, { policy: testPolicy, generateId: counter() }, () => {});
    for (const event of engine.events) again.hear(event);
    expect(again.live()).toEqual(engine.live());
  });

  it('joins no pulse to one that a transaction has looked at', () => {
    const { engine } = start();
    record(engine, 1);
    engine.live();
    expect(engine.mark()).toBe(2);
    record(engine, 2);
    engine.live();
    engine.forget(2);
    expect(engine.events).toMatchObject([{ type: 'session.pulse', stamped: { traces: 1 } }]);
  });

  it('keeps a bounded number of events for a store that never answers', async () => {
    const { told, engine } = start();
    const settlement = createSettlement({
      engine,
      contextId: 'a',
      version: undefined,
      told,
      policy: testPolicy,
      inquire: async () => null,
      store: { ...createMemoryStore(), update: () => new Promise(() => {}) },
      reporter,
      retention: {},
      now: () => EPOCH_MS,
      afterHearing() {},
    });
    settlement.restore(EPOCH_MS);
    for (let i = 1; i <= 10_000; i++) {
      engine.hear({ type: 'session.trigger', trigger: 'input', atMs: EPOCH_MS + i });
      settlement.relieve();
      if (i % 1_000 === 0) await settle();
    }
    expect(engine.events.length).toBeLessThanOrEqual(512);
    expect(settlement.isFinal()).toBe(true);
  });
});
