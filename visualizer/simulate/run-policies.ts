import type { Limit, SessionPolicy } from '../../src/index.ts';
import { diffSessions, type SimulatedSession } from '../../src/tools/index.ts';
import type { Activity } from './activity.ts';
import { type Comparison, type CurvePoint, DURATION_BINS_MS, type PolicyResult, type RankedPerson } from './messages.ts';

const MINUTE_MS = 60_000;
const TIMEOUTS_MIN = [1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440];
/** So many timeouts are tried before the worker listens again. */
const AT_ONCE = 4;
/** As many as the command line tells. */
const EXAMPLES = 10;

export interface Run {
  readonly results: readonly PolicyResult[];
  /** Every session of everybody, by policy. */
  readonly sessions: readonly (readonly SimulatedSession[])[];
}

const binOf = (ms: number) => {
  const bin = DURATION_BINS_MS.findIndex((limitMs) => ms < limitMs);
  return bin < 0 ? DURATION_BINS_MS.length : bin;
};

/** Runs all activity through all policies. */
export async function runPolicies(activity: Activity, policies: readonly SessionPolicy[]): Promise<Run> {
  const sessions: SimulatedSession[][] = policies.map(() => []);
  const durations = policies.map(() => new Array<number>(DURATION_BINS_MS.length + 1).fill(0));
  const tallies = await activity.run(policies, (session) => {
    sessions[Number(session.policy)]?.push(session);
    const bins = durations[Number(session.policy)] as number[];
    const bin = binOf(session.endTimeMs - session.startTimeMs);
    bins[bin] = (bins[bin] ?? 0) + 1;
  });
  return { results: tallies.map((tally, index) => ({ ...tally, durations: durations[index] ?? [] })), sessions };
}

/** The people in whose activity the policies differ most come first. */
export function rankPeople({ rows }: Activity, { sessions }: Run, most: number): RankedPerson[] {
  const counts = sessions.map((own) => {
    const byUser = new Map<string, number>();
    for (const { user } of own) byUser.set(user, (byUser.get(user) ?? 0) + 1);
    return byUser;
  });
  const ranked = [...rows].map(([user, { times }]) => {
    const own = counts.map((byUser) => byUser.get(user) ?? 0);
    return { user, events: times.length, spread: own.length > 0 ? Math.max(...own) - Math.min(...own) : 0 };
  });
  ranked.sort((a, b) => b.spread - a.spread || b.events - a.events);
  return ranked.slice(0, most).map(({ user, events }) => ({ user, events }));
}

/** What changes from one policy to another, session by session: what the command line's `diff` says, and the largest moves of each kind. */
export function comparePolicies({ sessions }: Run, pair: readonly [number, number]): Comparison {
  const [from = [], to = []] = pair.map((index) => sessions[index]);
  const { examples, ...told } = diffSessions(from, to, Infinity);
  const largest = [...told.fates.keys()].map((fate) => [fate, examples.filter((move) => move.fate === fate).slice(0, EXAMPLES)] as const);
  return { ...told, pair, examples: examples.slice(0, EXAMPLES), examplesByFate: new Map(largest) };
}

/** How many sessions there would be, were the inactivity timeout another. Yields all points so far. */
export async function* curve(activity: Activity, policies: readonly SessionPolicy[]): AsyncGenerator<readonly CurvePoint[]> {
  const points: CurvePoint[] = [];
  for (let from = 0; from < TIMEOUTS_MIN.length; from += AT_ONCE) {
    const timeouts = TIMEOUTS_MIN.slice(from, from + AT_ONCE).map((minutes) => minutes * MINUTE_MS);
    const tallies = await activity.run(timeouts.flatMap((ms) => policies.map((policy) => withTimeout(policy, ms))));
    timeouts.forEach((timeoutMs, index) => {
      const own = tallies.slice(index * policies.length, (index + 1) * policies.length);
      points.push({ timeoutMs, sessions: own.map(({ sessions }) => sessions) });
    });
    yield points;
  }
}

function withTimeout(policy: SessionPolicy, ms: number): SessionPolicy {
  const inactivity: Limit = { ...policy.endAfter.inactivity, ms };
  return { ...policy, endAfter: { ...policy.endAfter, inactivity } };
}
