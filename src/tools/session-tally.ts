import type { SessionContext } from '../../machines/context.ts';
import type { EndReason } from '../../machines/session.ts';

/** `open`: no limit of the policy ends it, however long after the last event. */
export type SimulatedEnd = EndReason | 'open';

/** What a policy makes of the activity, in numbers. */
export interface SessionTally {
  readonly sessions: number;
  /** Users who had a session. */
  readonly users: number;
  /** A duration is the time from a session's start to its last sign of life; all `null` without sessions. */
  readonly durationMs: { readonly median: number | null; readonly p95: number | null; readonly max: number | null };
  /** The most frequent first, of those as frequent by name. */
  readonly endReasons: readonly { readonly reason: SimulatedEnd; readonly sessions: number }[];
  readonly singleEventSessions: number;
  /** Renewed, and nothing happened in them: no row fell into them. */
  readonly emptySessions: number;
  /** Rows that fell into no session. */
  readonly eventsOutside: number;
}

/** What is counted of a session. */
export type Talliable = Readonly<Pick<SessionContext, 'startTimeMs' | 'endTimeMs' | 'seenTimeMs' | 'endReason'>>;

/** The end that the simulator reports: an open session's is its last sign of life. */
export const endTimeOf = (session: Talliable): number => session.endTimeMs ?? Math.max(session.startTimeMs, session.seenTimeMs);

export interface TallyCounter {
  count(user: number, session: Talliable, events: number): void;
  counts(): SessionCounts;
  result(events: number): SessionTally;
}

/** What was counted, in a form that goes from thread to thread. */
export interface SessionCounts {
  /** One of each session, the shortest first. */
  readonly durations: Float64Array;
  readonly users: number;
  readonly single: number;
  readonly empty: number;
  readonly inside: number;
  readonly ends: ReadonlyMap<SimulatedEnd, number>;
}

/** Keeps one number a session, so that quantiles are exact. */
export function countSessions(): TallyCounter {
  let durations = new Float64Array(1 << 10);
  let sessions = 0;
  let users = 0;
  let lastUser = -1;
  let single = 0;
  let empty = 0;
  let inside = 0;
  const ends = new Map<SimulatedEnd, number>();
  let seen = new Uint8Array(1 << 10);

  const see = (user: number) => {
    lastUser = user;
    if (user >= seen.length) {
      const old = seen;
      seen = new Uint8Array(Math.max(user + 1, old.length * 2));
      seen.set(old);
    }
    if (seen[user]) return;
    seen[user] = 1;
    users++;
  };
  const counts = (): SessionCounts => ({ durations: durations.subarray(0, sessions).sort(), users, single, empty, inside, ends });
  return {
    count(user, session, events) {
      if (user !== lastUser) see(user);
      if (sessions === durations.length) {
        const old = durations;
        durations = new Float64Array(sessions * 2);
        durations.set(old);
      }
      durations[sessions++] = endTimeOf(session) - session.startTimeMs;
      if (events === 1) single++;
      else if (events === 0) empty++;
      inside += events;
      const reason = session.endReason ?? 'open';
      ends.set(reason, (ends.get(reason) ?? 0) + 1);
    },
    counts,
    result: (events) => tallyOf([counts()], events),
  };
}

/** What several counters, of users that none of them shares, counted of so many events. */
export function tallyOf(parts: readonly SessionCounts[], events: number): SessionTally {
  const sum = (of: (part: SessionCounts) => number) => parts.reduce((total, part) => total + of(part), 0);
  const sessions = sum(({ durations }) => durations.length);
  const sorted = parts.map(({ durations }) => durations).reduce(merged, new Float64Array(0));
  const ends = new Map<SimulatedEnd, number>();
  for (const part of parts) for (const [reason, count] of part.ends) ends.set(reason, (ends.get(reason) ?? 0) + count);
  return {
    sessions,
    users: sum(({ users }) => users),
    durationMs: { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: quantile(sorted, 1) },
    endReasons: [...ends]
      .map(([reason, count]) => ({ reason, sessions: count }))
      .sort((a, b) => b.sessions - a.sessions || (a.reason < b.reason ? -1 : 1)),
    singleEventSessions: sum(({ single }) => single),
    emptySessions: sum(({ empty }) => empty),
    eventsOutside: events - sum(({ inside }) => inside),
  };
}

/** One row of numbers of two, each of which goes up. */
function merged(some: Float64Array, others: Float64Array): Float64Array {
  if (some.length === 0) return others;
  const all = new Float64Array(some.length + others.length);
  let a = 0;
  let b = 0;
  for (let i = 0; i < all.length; i++) {
    const isFirst = b === others.length || (some[a] as number) <= (others[b] as number);
    all[i] = (isFirst ? some[a++] : others[b++]) as number;
  }
  return all;
}

/** The smallest value that at least this share does not exceed (nearest rank): one that occurred. */
function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
