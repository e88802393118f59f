import type { Comparison, Difference, DifferenceKind, PersonSession } from './messages.ts';
import type { SessionsByUser } from './run-policies.ts';

const EXAMPLES_OF_A_KIND = 40;
type Sessions = readonly PersonSession[];

function kindOf(first: Sessions, second: Sessions): DifferenceKind {
  const [a] = first;
  const [b] = second;
  if (!a) return 'only-second';
  if (!b) return 'only-first';
  if (first.length === 1 && second.length > 1) return 'split';
  if (first.length > 1 && second.length === 1) return 'merged';
  if (first.length > 1) return 'regrouped';
  if (a.endTimeMs !== b.endTimeMs || a.endReason !== b.endReason) return 'ends-differently';
  return a.startTimeMs === b.startTimeMs ? 'same' : 'starts-differently';
}

/** Groups what overlaps, transitively, in one pass over both lists in order of time. */
function* groups(first: Sessions, second: Sessions): Generator<{ readonly first: Sessions; readonly second: Sessions }> {
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const fromA = a;
    const fromB = b;
    let endMs = -Infinity;
    const take = (session: PersonSession | undefined) => {
      if (!session || (session.startTimeMs > endMs && endMs !== -Infinity)) return false;
      endMs = Math.max(endMs, session.endTimeMs);
      return true;
    };
    const isFirst = (first[a]?.startTimeMs ?? Infinity) <= (second[b]?.startTimeMs ?? Infinity);
    if (isFirst) take(first[a++]);
    else take(second[b++]);
    for (let grows = true; grows; ) {
      grows = false;
      while (take(first[a])) {
        a++;
        grows = true;
      }
      while (take(second[b])) {
        b++;
        grows = true;
      }
    }
    yield { first: first.slice(fromA, a), second: second.slice(fromB, b) };
  }
}

/** What changes from one policy to another, session by session. */
export function compareSessions(first: SessionsByUser, second: SessionsByUser, pair: readonly [number, number]): Comparison {
  const counts: Record<DifferenceKind, number> = {
    same: 0,
    split: 0,
    merged: 0,
    'ends-differently': 0,
    'starts-differently': 0,
    regrouped: 0,
    'only-first': 0,
    'only-second': 0,
  };
  const examples: Difference[] = [];
  for (const user of new Set([...first.keys(), ...second.keys()])) {
    for (const group of groups(first.get(user) ?? [], second.get(user) ?? [])) {
      const kind = kindOf(group.first, group.second);
      if (counts[kind]++ < EXAMPLES_OF_A_KIND) examples.push({ kind, user, ...group });
    }
  }
  return { pair, counts, examples };
}
