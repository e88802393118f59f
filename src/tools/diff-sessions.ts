import type { SimulatedSession } from './simulate.ts';

/**
 * What becomes of sessions under another policy. `merged`: several are one; `split`: one is several; `regrouped`: several
 * are several others; `shifted`: one begins or ends elsewhere; `gone` and `new`: nothing of the other lies there.
 */
export type SessionFate = 'same' | 'shifted' | 'merged' | 'split' | 'regrouped' | 'gone' | 'new';

/** Sessions of one user that overlap, by both policies. */
export interface SessionMove {
  readonly fate: SessionFate;
  readonly user: string;
  readonly from: readonly SimulatedSession[];
  readonly to: readonly SimulatedSession[];
  /** By how much: the larger shift of the two ends, and of the time spent in sessions. Milliseconds. */
  readonly byMs: number;
}

export interface SessionDiff {
  readonly fates: ReadonlyMap<SessionFate, { readonly moves: number; readonly from: number; readonly to: number }>;
  /** Of those that are not the same, in milliseconds; `null` where there is none. */
  readonly medianByMs: number | null;
  readonly maxByMs: number | null;
  /** The largest first. */
  readonly examples: readonly SessionMove[];
}

const FATES: readonly SessionFate[] = ['same', 'shifted', 'merged', 'split', 'regrouped', 'gone', 'new'];

/**
 * Compares the sessions that two policies make of the same activity.
 *
 * @param examples how many of the largest moves to tell. Default 10.
 */
export function diffSessions(from: readonly SimulatedSession[], to: readonly SimulatedSession[], examples = 10): SessionDiff {
  const byUser = new Map<string, { from: SimulatedSession[]; to: SimulatedSession[] }>();
  const of = (user: string) => {
    const known = byUser.get(user) ?? { from: [], to: [] };
    byUser.set(user, known);
    return known;
  };
  for (const session of from) of(session.user).from.push(session);
  for (const session of to) of(session.user).to.push(session);
  const moves = [...byUser].flatMap(([user, sessions]) => movesOf(user, sessions.from, sessions.to));
  const changed = moves.filter(({ fate }) => fate !== 'same').sort((a, b) => b.byMs - a.byMs);
  const fates = FATES.map((fate) => {
    const own = moves.filter((move) => move.fate === fate);
    const sum = (side: 'from' | 'to') => own.reduce((all, move) => all + move[side].length, 0);
    return [fate, { moves: own.length, from: sum('from'), to: sum('to') }] as const;
  });
  return {
    fates: new Map(fates),
    medianByMs: changed[Math.floor(changed.length / 2)]?.byMs ?? null,
    maxByMs: changed[0]?.byMs ?? null,
    examples: changed.slice(0, examples),
  };
}

/** Both lists are one user's, by time; sessions that touch belong together. */
function movesOf(user: string, from: readonly SimulatedSession[], to: readonly SimulatedSession[]): readonly SessionMove[] {
  const moves: SessionMove[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [a, b]: [SimulatedSession[], SimulatedSession[]] = [[], []];
    let endMs = Math.min(from[i]?.startTimeMs ?? Infinity, to[j]?.startTimeMs ?? Infinity);
    for (let grows = true; grows; ) {
      grows = false;
      for (let next = from[i]; next && next.startTimeMs <= endMs && belongs(next, a, b); next = from[i]) {
        a.push(next);
        endMs = Math.max(endMs, next.endTimeMs);
        i++;
        grows = true;
      }
      for (let next = to[j]; next && next.startTimeMs <= endMs && belongs(next, b, a); next = to[j]) {
        b.push(next);
        endMs = Math.max(endMs, next.endTimeMs);
        j++;
        grows = true;
      }
    }
    moves.push(moveOf(user, a, b));
  }
  return moves;
}

/** A session joins where it overlaps one of the other policy's, or is the first. */
const belongs = (session: SimulatedSession, own: readonly SimulatedSession[], others: readonly SimulatedSession[]): boolean =>
  others.length === 0
    ? own.length === 0
    : others.some(({ startTimeMs, endTimeMs }) => session.startTimeMs <= endTimeMs && startTimeMs <= session.endTimeMs);

function moveOf(user: string, from: readonly SimulatedSession[], to: readonly SimulatedSession[]): SessionMove {
  const spent = (sessions: readonly SimulatedSession[]) =>
    sessions.reduce((sum, { startTimeMs, endTimeMs }) => sum + endTimeMs - startTimeMs, 0);
  const startOf = (sessions: readonly SimulatedSession[]) => sessions[0]?.startTimeMs ?? 0;
  const endOf = (sessions: readonly SimulatedSession[]) => Math.max(0, ...sessions.map(({ endTimeMs }) => endTimeMs));
  const hasBoth = from.length > 0 && to.length > 0;
  const shiftMs = hasBoth ? Math.max(Math.abs(startOf(from) - startOf(to)), Math.abs(endOf(from) - endOf(to))) : 0;
  const byMs = Math.max(shiftMs, Math.abs(spent(to) - spent(from)));
  return { fate: fateOf(from.length, to.length, byMs), user, from, to, byMs };
}

function fateOf(from: number, to: number, byMs: number): SessionFate {
  if (from === 0) return 'new';
  if (to === 0) return 'gone';
  if (from === 1 && to === 1) return byMs === 0 ? 'same' : 'shifted';
  if (to === 1) return 'merged';
  return from === 1 ? 'split' : 'regrouped';
}
