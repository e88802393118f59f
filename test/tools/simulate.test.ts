import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { triggerEvent } from '../../machines/triggers.ts';
import { policyFromSpec, type SimulatedSession, type SimulateOptions, simulate } from '../../src/tools/index.ts';
import { csvOf, type Row, textSource } from '../support/activity.ts';
import { EPOCH_MS, MINUTE_MS, policies } from '../support/arbitrary.ts';
import { runSteps } from '../support/runners.ts';

const gapOnly = (spec: string) =>
  policyFromSpec(spec, () => {
    throw new Error('no base');
  });
const END_MS = Number.MAX_SAFE_INTEGER;

async function sessionsOf(rows: readonly Row[], policy: SessionPolicy, options: Partial<SimulateOptions> = {}) {
  const sessions: SimulatedSession[] = [];
  const result = await simulate([textSource(csvOf(rows), { size: 1_000 })], {
    policies: [policy],
    onSession: (session) => sessions.push(session),
    ...options,
    onRestart: () => sessions.splice(0),
  });
  return { sessions, result, tally: result.policies[0]! };
}

/** Sessions by an inactivity timeout alone, counted on their own. */
function countGaps(rows: readonly Row[], timeoutMs: number): number {
  const byUser = new Map<string, number[]>();
  for (const { user, atMs } of rows) byUser.set(user, [...(byUser.get(user) ?? []), atMs]);
  return [...byUser.values()].reduce((sum, times) => {
    times.sort((a, b) => a - b);
    return sum + times.filter((atMs, i) => i === 0 || atMs - times[i - 1]! >= timeoutMs).length;
  }, 0);
}

const TRIGGERS: Trigger[] = ['input.click', 'telemetry.traces', 'telemetry', 'navigation', 'clock.backward', 'manual', 'export'];
const LIFECYCLE: Trigger[] = ['background', 'foreground', 'load', 'load.reload', 'unload'];
const gaps = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(0, 1, 1_000, MINUTE_MS) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * MINUTE_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 86_400_000 }) },
);
const rowsOf = (events: fc.Arbitrary<string>, maxLength = 200) =>
  fc.array(fc.tuple(gaps, fc.constantFrom('ann', 'bob', 'eve'), events), { minLength: 1, maxLength }).map((steps) => {
    let atMs = EPOCH_MS;
    return steps.map(([gap, user, event]): Row => {
      atMs += gap;
      return { user, atMs, event };
    });
  });
const triggerRows = rowsOf(fc.oneof(fc.constantFrom(...TRIGGERS), fc.constantFrom(...LIFECYCLE)));

const BY_EVENT = ['backgrounded', 'foregrounded', 'restarted', 'manual', 'clock_changed', 'trigger'];

/** The same from the plain runner, event by event. */
function plainSessions(rows: readonly Row[], policy: SessionPolicy) {
  return [...new Set(rows.map(({ user }) => user))].flatMap((user) => {
    const ran = runSteps(policy);
    const events = new Map<number, number>();
    for (const row of rows.filter((one) => one.user === user)) {
      const told = ran.changes.length;
      ran.send(triggerEvent(row.event as Trigger, row.atMs));
      const ended = ran.changes
        .slice(told)
        .filter(({ type }) => type === 'ended')
        .at(-1)?.session;
      const isEndedByRow = ended?.endReason != null && BY_EVENT.includes(ended.endReason);
      const owner = ran.state.startsWith('live') ? ran.record()!.ordinal : isEndedByRow ? ended.ordinal : 0;
      events.set(owner, (events.get(owner) ?? 0) + 1);
    }
    ran.send({ type: 'session.tick', atMs: END_MS });
    const over = ran.changes.filter(({ type }) => type === 'ended').map(({ session }) => session);
    const open = ran.state.startsWith('live') ? [ran.record()!] : [];
    return [...over, ...open].map(
      (session): SimulatedSession => ({
        policy: policy.name,
        user,
        ordinal: session.ordinal,
        startTimeMs: session.startTimeMs,
        endTimeMs: session.endTimeMs ?? ('seenTimeMs' in session ? session.seenTimeMs : 0),
        startReason: session.startReason,
        endReason: session.endReason ?? 'open',
        events: events.get(session.ordinal) ?? 0,
      }),
    );
  });
}

const inOrder = (sessions: readonly SimulatedSession[]) =>
  [...sessions].sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.ordinal - b.ordinal));

it('makes the sessions that the plain runner makes, in one part or in many', async () => {
  await fc.assert(
    fc.asyncProperty(policies, triggerRows, fc.constantFrom(1, 7, 50, 1_000), async (policy, rows, rowsHeld) => {
      const { sessions, tally } = await sessionsOf(rows, policy, { rowsHeld });
      expect(inOrder(sessions)).toEqual(inOrder(plainSessions(rows, policy)));
      expect(tally.sessions).toBe(sessions.length);
    }),
    { numRuns: 400, endOnFailure: true },
  );
});

it('counts as many sessions by inactivity alone as an independent counter, in whatever order rows come', async () => {
  await fc.assert(
    fc.asyncProperty(
      rowsOf(fc.constantFrom('page_view', 'input', 'focus', 'background', '')),
      fc.constantFrom(15, 30, 60),
      fc.infiniteStream(fc.nat()),
      async (rows, minutes, order) => {
        const shuffled = rows.map((row) => ({ row, key: order.next().value })).sort((a, b) => a.key - b.key);
        const expected = countGaps(rows, minutes * MINUTE_MS);
        const policy = gapOnly(`inactivity=${minutes}m`);
        expect((await sessionsOf(rows, policy)).tally.sessions).toBe(expected);
        const { tally, result } = await sessionsOf(
          shuffled.map(({ row }) => row),
          policy,
          { rowsHeld: 20 },
        );
        expect(tally.sessions).toBe(expected);
        expect(tally.eventsOutside).toBe(0);
        expect(result.events).toBe(rows.length);
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
});

it('starts a new session at a gap of exactly the timeout, and none one millisecond before', async () => {
  const rows = (gapMs: number): Row[] => [0, gapMs].map((ms) => ({ user: 'ann', atMs: EPOCH_MS + ms, event: 'page_view' }));
  const policy = gapOnly('inactivity=30m');
  expect((await sessionsOf(rows(30 * MINUTE_MS), policy)).tally.sessions).toBe(2);
  expect((await sessionsOf(rows(30 * MINUTE_MS - 1), policy)).tally.sessions).toBe(1);
});

it('takes activity as what each policy counts, whatever that is', async () => {
  const policy = (startOn: Trigger[], extendOn: Trigger[]): SessionPolicy => ({
    name: 'p',
    startOn,
    extendOn,
    endAfter: { inactivity: { ms: 30 * MINUTE_MS } },
    then: 'wait',
    scope: 'origin',
  });
  const rows = [0, 10, 30, 70, 80].map((minute): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event: 'page_view' }));
  for (const [startOn, extendOn] of [
    [['load'], ['telemetry.traces']],
    [['telemetry'], ['export', 'foreground']],
    [['input.click'], ['input.click', 'input.scroll']],
    [['foreground'], ['foreground', 'background']],
  ] as [Trigger[], Trigger[]][]) {
    const { sessions } = await sessionsOf(rows, policy(startOn, extendOn));
    expect(sessions.map(({ startTimeMs, endTimeMs, events }) => [startTimeMs - EPOCH_MS, endTimeMs - EPOCH_MS, events])).toEqual([
      [0, 30 * MINUTE_MS, 3],
      [70 * MINUTE_MS, 80 * MINUTE_MS, 2],
    ]);
  }
});

it('ends what lives after the last event by its limits, and calls it open without any', async () => {
  const rows = [0, 5].map((minute): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event: 'page_view' }));
  const ends = async (spec: string) =>
    (await sessionsOf(rows, gapOnly(spec))).sessions.map(({ endTimeMs, endReason }) => [endTimeMs - EPOCH_MS, endReason]);
  expect(await ends('inactivity=30m')).toEqual([[5 * MINUTE_MS, 'inactivity']]);
  expect(await ends('duration=10m')).toEqual([[10 * MINUTE_MS, 'max_duration']]);
  expect(await ends('then=wait')).toEqual([[5 * MINUTE_MS, 'open']]);
});

it('gives quantiles that occurred, single-event sessions and what fell outside', async () => {
  const row = (minute: number, event: string): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event });
  const rows = [
    row(0, 'telemetry'),
    row(1, 'input.click'),
    row(100, 'input.click'),
    row(110, 'input.click'),
    row(200, 'input.click'),
    row(204, 'input.click'),
  ];
  const policy: SessionPolicy = { ...gapOnly('inactivity=30m'), startOn: ['input'], extendOn: ['input'] };
  expect((await sessionsOf(rows, policy)).tally).toMatchObject({
    sessions: 3,
    users: 1,
    durationMs: { median: 4 * MINUTE_MS, p95: 10 * MINUTE_MS, max: 10 * MINUTE_MS },
    endReasons: [{ reason: 'inactivity', sessions: 3 }],
    singleEventSessions: 1,
    emptySessions: 0,
    eventsOutside: 1,
  });
});

it('tells sessions while it reads sorted input, holding no more rows than it was allowed', async () => {
  const USERS = 50;
  const ROWS = 60_000;
  const HELD = 1_000;
  let read = 0;
  let accounted = 0;
  let worst = 0;
  async function* open() {
    yield new TextEncoder().encode('user_id,timestamp_ms,event\n');
    for (; read < ROWS; read++) {
      // Everybody is there for ten rows, then gone for an hour.
      const atMs = EPOCH_MS + read * 1_000 + Math.floor(read / (USERS * 10)) * 60 * MINUTE_MS;
      yield new TextEncoder().encode(`u${read % USERS},${atMs},page_view\n`);
      worst = Math.max(worst, read - accounted);
    }
  }
  const result = await simulate([{ name: 'endless', reopens: false, open }], {
    policies: [gapOnly('inactivity=30m')],
    rowsHeld: HELD,
    onSession: ({ events }) => {
      accounted += events;
    },
  });
  expect(accounted).toBe(ROWS);
  expect(result.policies[0]!.sessions).toBe(ROWS / 10);
  expect(worst).toBeLessThanOrEqual(2 * HELD + USERS * 10);
});

it('reads again what is far out of order, and refuses where it cannot', async () => {
  const rows = [0, 10, 20, 30, 5].map((minute): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event: 'page_view' }));
  const options = { policies: [gapOnly('inactivity=8m')], rowsHeld: 2 };
  const told: string[] = [];
  const result = await simulate([textSource(csvOf(rows))], { ...options, onRestart: (why) => told.push(why) });
  expect(told).toEqual(['the events of ann are far out of order']);
  expect(result.policies[0]!.sessions).toBe(3);
  await expect(simulate([textSource(csvOf(rows), { name: 'standard input', reopens: false })], options)).rejects.toThrow(
    'standard input cannot be read twice, and the events of ann are far out of order: pass a file, sort it by time, or use --sort',
  );
});

it('knows a user again in the next file', async () => {
  const row = (minute: number): Row => ({ user: 'ann', atMs: EPOCH_MS + minute * MINUTE_MS, event: 'page_view' });
  const files = [[row(0)], [row(20)]].map((rows, i) => textSource(csvOf(rows), { name: `${i}.csv` }));
  const result = await simulate(files, { policies: [gapOnly('inactivity=30m')] });
  expect(result).toMatchObject({ users: 1, events: 2, policies: [{ sessions: 1 }] });
});

const folder = process.env.SESSIONCHART_DATA;
describe.runIf(folder !== undefined)('on the real activity in SESSIONCHART_DATA', () => {
  const ANCHORS = { 'epm-lab.csv': [385, 302, 292], 'wikipedia-readers.csv': [23_945, 22_226, 20_820] };
  it.each(Object.entries(ANCHORS))(
    'makes as many sessions of %s as independent counts at 15, 30 and 60 minutes',
    async (file, expected) => {
      const path = join(folder ?? '', file);
      expect(existsSync(path)).toBe(true);
      const specs = ['inactivity=15m', 'inactivity=30m', 'inactivity=60m'];
      const result = await simulate([textSource(readFileSync(path, 'utf8'))], { policies: specs.map(gapOnly) });
      expect(result.policies.map(({ sessions }) => sessions)).toEqual(expected);
    },
  );
});
