/** What a policy makes of an observation, next to what was seen. */
export interface SessionAgreement {
  readonly samples: number;
  /** Samples at which they differ, numbered from 0. */
  readonly differing: readonly number[];
}

/**
 * Compares ids seen at the same samples, by two sources. Two sessions are one if they were first seen together; where they
 * part, both are paired anew from there, so that one wrong boundary is one difference, and not one at every later sample.
 */
export function sessionAgreement(seen: readonly (string | number | null)[], other: readonly (string | number | null)[]): SessionAgreement {
  const partners = new Map<string | number, string | number>();
  const known = new Set<string | number>();
  const differing: number[] = [];
  seen.forEach((theirs, index) => {
    const mine = other[index] ?? null;
    if (mine === null || theirs === null) {
      if (mine !== theirs) differing.push(index);
      return;
    }
    const isNew = !partners.has(mine) && !known.has(theirs);
    if (!isNew && partners.get(mine) !== theirs) differing.push(index);
    partners.set(mine, theirs);
    known.add(theirs);
  });
  return { samples: Math.max(seen.length, other.length), differing };
}
