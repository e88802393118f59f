import type { Limit, SessionPolicy } from '../../src/index.ts';
import { type SimulatedSession, simulate } from '../../src/tools/index.ts';
import type { Activity } from './activity.ts';
import { type CurvePoint, DURATION_BINS_MS, type PersonSession, type PolicyResult, type RankedPerson } from './messages.ts';

const MINUTE_MS = 60_000;
const TIMEOUTS_MIN = [1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440];
/** So many timeouts are tried before the worker listens again. */
const AT_ONCE = 4;

/** Sessions of every person by one policy. */
export type SessionsByUser = ReadonlyMap<string, readonly PersonSession[]>;
export interface Run {
  readonly results: readonly PolicyResult[];
  readonly sessions: readonly SessionsByUser[];
}

/** Policies may bear one name, or change it; here they go by number. */
const numbered = (policies: readonly SessionPolicy[]) => policies.map((policy, index) => ({ ...policy, name: String(index) }));

const binOf = (ms: number) => {
  const bin = DURATION_BINS_MS.findIndex((limitMs) => ms < limitMs);
  return bin < 0 ? DURATION_BINS_MS.length : bin;
};

/** Runs all activity through all policies. */
export async function runPolicies({ source }: Activity, policies: readonly SessionPolicy[]): Promise<Run> {
  const sessions = policies.map(() => new Map<string, PersonSession[]>());
  const durations = policies.map(() => new Array<number>(DURATION_BINS_MS.length + 1).fill(0));
  const onSession = ({ policy, user, ...session }: SimulatedSession) => {
    const own = sessions[Number(policy)];
    const list = own?.get(user);
    if (list) list.push(session);
    else own?.set(user, [session]);
    const bins = durations[Number(policy)] as number[];
    const bin = binOf(session.endTimeMs - session.startTimeMs);
    bins[bin] = (bins[bin] ?? 0) + 1;
  };
  const { policies: tallies } = await simulate([source], { policies: numbered(policies), onSession });
  return { results: tallies.map((tally, index) => ({ ...tally, durations: durations[index] ?? [] })), sessions };
}

/** The people in whose activity the policies differ most come first. */
export function rankPeople({ rows }: Activity, { sessions }: Run, most: number): RankedPerson[] {
  const ranked = [...rows].map(([user, { times }]) => {
    const counts = sessions.map((own) => own.get(user)?.length ?? 0);
    return { user, events: times.length, spread: counts.length > 0 ? Math.max(...counts) - Math.min(...counts) : 0 };
  });
  ranked.sort((a, b) => b.spread - a.spread || b.events - a.events);
  return ranked.slice(0, most).map(({ user, events }) => ({ user, events }));
}

/** How many sessions there would be, were the inactivity timeout another. Yields all points so far. */
export async function* curve({ source }: Activity, policies: readonly SessionPolicy[]): AsyncGenerator<readonly CurvePoint[]> {
  const points: CurvePoint[] = [];
  for (let from = 0; from < TIMEOUTS_MIN.length; from += AT_ONCE) {
    const timeouts = TIMEOUTS_MIN.slice(from, from + AT_ONCE).map((minutes) => minutes * MINUTE_MS);
    const variants = timeouts.flatMap((ms) => policies.map((policy) => withTimeout(policy, ms)));
    const { policies: tallies } = await simulate([source], { policies: numbered(variants) });
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
