import type { EndedSession } from '../../machines/session.ts';

/** How much of the past is kept. The oldest go first. */
export interface Retention {
  /** Sessions at the most. Default 50. */
  readonly count?: number;
  /** Milliseconds since their end at the most, inclusive. Default 7 days. */
  readonly ageMs?: number;
  /** Characters of JSON at the most, which is bytes for ASCII. Default 65,536. */
  readonly bytes?: number;
}

export const DEFAULT_RETENTION: Required<Retention> = { count: 50, ageMs: 7 * 86_400_000, bytes: 65_536 };

/** The sessions worth keeping, each id once as it was amended last, in the order they began. */
export function retain(
  sessions: readonly EndedSession[],
  { count = DEFAULT_RETENTION.count, ageMs = DEFAULT_RETENTION.ageMs, bytes = DEFAULT_RETENTION.bytes }: Retention,
  nowMs: number,
): EndedSession[] {
  const byId = new Map<string, EndedSession>();
  for (const session of sessions) {
    const known = byId.get(session.id);
    if (known === undefined || !(session.revision < known.revision)) byId.set(session.id, session);
  }
  const newestFirst = [...byId.values()].sort((a, b) => b.startTimeMs - a.startTimeMs || b.ordinal - a.ordinal);
  const kept: EndedSession[] = [];
  let left = bytes;
  for (const session of newestFirst) {
    left -= JSON.stringify(session).length;
    if (left < 0 || kept.length === count) break;
    if (nowMs - session.endTimeMs <= ageMs) kept.push(session);
  }
  return kept.reverse();
}
