import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordOf } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { openSnapshot, replaySnapshot, type SessionSnapshot } from '../../src/debug/index.ts';
import { VERSION } from '../../src/debug/version.ts';
import { createWatchLog } from '../../src/debug/watch-log.ts';
import { watchRunner } from '../../src/debug/watched-runner.ts';
import { EPOCH_MS, policies, type Step, stories } from '../support/arbitrary.ts';
import { counter, foreignRecord } from '../support/runners.ts';

const KEPT = 25;

function snapshotOf(policy: SessionPolicy, story: readonly Step[]): SessionSnapshot {
  const log = createWatchLog(
    KEPT,
    () => EPOCH_MS,
    () => {},
  );
  const runner = watchRunner(startSteps, log.watcher)({ policy, generateId: counter(), random: () => 0.4 }, () => {});
  for (const one of story) {
    if ('event' in one) runner.send(one.event);
    else {
      const own = recordOf(runner.context);
      if (!own) continue;
      const record = foreignRecord(one.foreign, own, one.atMs);
      runner.send({ type: 'session.sync', atMs: one.atMs, record, ...(one.foreign === 'revoke' && { revoke: true }) });
    }
  }
  return log.snapshot(null);
}

it('takes snapshots that are valid, bounded, and come out the same when their events are played again', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(readFileSync('schemas/debug-snapshot.json', 'utf8')));
  let replayed = 0;
  fc.assert(
    fc.property(policies, stories(200), (policy, story) => {
      const snapshot = JSON.parse(JSON.stringify(snapshotOf(policy, story))) as SessionSnapshot;
      expect([validate(snapshot), validate.errors]).toEqual([true, null]);
      expect(openSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
      expect(snapshot.decisions.length).toBeLessThanOrEqual(KEPT);
      const { steps, difference } = replaySnapshot(snapshot);
      expect(difference).toBeNull();
      const { id, endReason } = steps.at(-1)?.session ?? {};
      if (steps.length > 0) expect([id, endReason]).toEqual([snapshot.session?.id, snapshot.session?.endReason]);
      replayed += steps.length;
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(replayed).toBeGreaterThan(60);
});

it('notices where a snapshot says what its events do not lead to', () => {
  const policy: SessionPolicy = {
    name: 'p',
    startOn: ['input'],
    extendOn: ['input'],
    endAfter: { inactivity: { ms: 60_000 } },
    then: 'wait',
    scope: 'page',
  };
  const at = (trigger: 'input', atMs: number): Step => ({ event: { type: 'session.trigger', trigger, atMs } });
  const snapshot = snapshotOf(policy, [at('input', EPOCH_MS), at('input', EPOCH_MS + 60_000)]);
  expect(replaySnapshot(snapshot)).toMatchObject({ steps: [{ seq: 1 }, { seq: 2 }], difference: null });
  const { difference } = replaySnapshot({ ...snapshot, policy: { ...policy, endAfter: { inactivity: { ms: 60_001 } } } });
  expect(difference?.seq).toBe(2);
  expect(difference?.told).toContain('isLapsed');
});

it('says what is wrong with a text that is no snapshot', () => {
  expect(() => openSnapshot('{"format":"sessionchart-snapshot","version":2}')).toThrow(
    'a later release took this snapshot: expected version 1, came 2',
  );
  expect(() => openSnapshot('{"format":"sessionchart-snapshot"}')).toThrow('version: expected 1, got nothing; library: expected a string');
  expect(() => openSnapshot('hello')).toThrow(SyntaxError);
});

it('names the version of the package', () => {
  expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
});
