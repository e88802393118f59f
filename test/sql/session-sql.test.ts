import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { policies as presets } from '../../src/policies/index.ts';
import { SqlPolicyError } from '../../src/sql/index.ts';
import { type Reading, type SimulatedSession, type SimulateOptions, simulate } from '../../src/tools/index.ts';
import { csvOf, type Row, textSource } from '../support/activity.ts';
import { EPOCH_MS, MINUTE_MS, policies } from '../support/arbitrary.ts';
import { connect, sessionsInDuckdb } from './duckdb-sessions.ts';

let connection: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  connection = await connect();
});

/** Divides the runs: `npm run test:quick` sets it. */
const RUNS = Math.min(45, Number(process.env.PROPERTY_RUNS ?? 45));
const EVENTS = [
  ...[
    'page_view',
    'input',
    'focus',
    '',
    'input.click',
    'telemetry',
    'telemetry.traces',
    'navigation',
    'clock.backward',
    'manual',
    'export',
  ],
  ...['background', 'background', 'foreground', 'foreground', 'load', 'load.reload', 'unload', 'attribute.user.id.changed', 'app.checkout'],
];
const gaps = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(0, 1, 1_000, MINUTE_MS) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * MINUTE_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 86_400_000 }) },
);
const rowsOf = (maxLength: number) =>
  fc
    .array(fc.tuple(gaps, fc.constantFrom('ann', "bob's", 'eve'), fc.constantFrom(...EVENTS)), { minLength: 1, maxLength, size: 'max' })
    .map((steps) => {
      let atMs = EPOCH_MS;
      return steps.map(([gap, user, event]): Row => {
        atMs += gap;
        return { user, atMs, event };
      });
    });

const inOrder = (sessions: readonly SimulatedSession[]) =>
  [...sessions].sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.ordinal - b.ordinal));

async function simulated(rows: readonly Row[], policy: SessionPolicy, options: Partial<SimulateOptions> = {}) {
  const sessions: SimulatedSession[] = [];
  await simulate([textSource(csvOf(rows))], { policies: [policy], onSession: (session) => sessions.push(session), ...options });
  return inOrder(sessions);
}
const inDuckdb = async (rows: readonly Row[], policy: SessionPolicy, options = {}) =>
  inOrder(await sessionsInDuckdb(connection, rows, { policy, ...options }));

/** Lists that make rows of activity one thing where a session lives and another where none does. */
const twofold = fc.constantFrom<Partial<SessionPolicy>>(
  {},
  {},
  { startOn: ['load'], extendOn: ['telemetry.traces'] },
  { startOn: ['foreground'], extendOn: ['input', 'export'] },
  { startOn: ['load.first', 'foreground'], extendOn: ['background'], endOn: ['background'] },
  { startOn: ['telemetry'], extendOn: ['foreground'] },
);

it('makes in DuckDB the sessions that the simulator makes, by any policy', async () => {
  await fc.assert(
    fc.asyncProperty(policies, twofold, rowsOf(120), async (random, lists, rows) => {
      const policy = { ...random, ...lists };
      expect(await inDuckdb(rows, policy)).toEqual(await simulated(rows, policy));
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it('takes every row as activity where no column tells events apart', async () => {
  await fc.assert(
    fc.asyncProperty(policies, twofold, rowsOf(60), async (random, lists, rows) => {
      const policy = { ...random, ...lists };
      const columns = { user: 'user_id', time: 'timestamp_ms', order: 'row' };
      const unnamed = rows.map((row) => ({ ...row, event: '' }));
      expect(await inDuckdb(rows, policy, { columns })).toEqual(await simulated(unnamed, policy));
    }),
    { numRuns: RUNS / 3, endOnFailure: true },
  );
});

it('takes events as what they are mapped to', async () => {
  const readings = new Map<string, Reading>([
    ['page_view', 'background'],
    ["it's", 'activity'],
    ['*', 'telemetry.traces'],
  ]);
  const names = fc.sample(fc.constantFrom('page_view', "it's", 'input.click', 'anything', 'else'), { numRuns: 120, seed: 1 });
  const rows = names.map((event, i): Row => ({ user: 'ann', atMs: EPOCH_MS + i * MINUTE_MS, event }));
  const policy: SessionPolicy = {
    name: 'mapped',
    startOn: ['input'],
    extendOn: ['input', 'telemetry'],
    endAfter: { inactivity: { ms: 15 * MINUTE_MS }, background: { ms: 5 * MINUTE_MS }, telemetryCount: 4 },
    then: 'wait',
    scope: 'origin',
  };
  const sessions = await simulated(rows, policy, { readings });
  expect(sessions.map(({ endReason }) => endReason)).toContain('telemetry_limit');
  expect(await inDuckdb(rows, policy, { readings })).toEqual(sessions);
});

it('keeps every preset, save those whose sessions start by a timer', async () => {
  const [rows = []] = fc.sample(rowsOf(400), { numRuns: 1, seed: 7 });
  const refused: string[] = [];
  for (const policy of presets) {
    try {
      expect([policy.name, await inDuckdb(rows, policy)]).toEqual([policy.name, await simulated(rows, policy)]);
    } catch (error) {
      if (!(error instanceof SqlPolicyError)) throw error;
      refused.push(error.message);
    }
  }
  const byTimer = presets.filter(({ startOn }) => startOn.some((trigger) => trigger.startsWith('timer')));
  expect(refused.map((message) => message.split(':', 2).join(':'))).toEqual(byTimer.map(({ name }) => `${name}: startOn`));
});
