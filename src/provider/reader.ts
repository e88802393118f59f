import { endedSession } from '../../machines/changes.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import type { Engine } from './engine.ts';
import type { Past } from './past.ts';

/** Whose an instant is. Reading changes nothing. */
export interface Reader {
  /** This context has just taken up what others left. */
  restored(left: SessionRecord, atMs: number): void;
  /** The session of an instant: the live one, one of the past, or one that lingers. */
  at(atMs: number): LiveSession | EndedSession | null;
  /** The session that stands after a change, for whoever is being told of it. */
  after(change: SessionChange): LiveSession | EndedSession | null;
  /** The past session of an instant that is not the live one's; the first one's if it is older than all. */
  pastAt(atMs: number): EndedSession | null;
}

export function createReader({ lingerMs = 0, endAfter }: SessionPolicy, engine: Engine, past: Past): Reader {
  let found: EndedSession | null = null;
  /** A context that loads with an idle session measures from its load. */
  let loadedMs = -Infinity;
  /** The last one may have ended before this context, or in another one. */
  const last = () => {
    const { id, ordinal, endTimeMs } = engine.context;
    if (ordinal === 0 || endTimeMs === null || id === past.last()?.id) return past.last();
    if (found?.id !== id) found = endedSession(engine.context);
    return past.byId(id) ?? found;
  };
  const lingers = (lapseTimeMs: number, atMs: number) =>
    lingerMs === null || (lingerMs > 0 && atMs < Math.max(lapseTimeMs, loadedMs + (endAfter.inactivity?.ms ?? 0)) + lingerMs);
  const pastAt = (atMs: number) => {
    const first = past.first();
    return past.at(atMs) ?? (first && atMs < first.startTimeMs ? first : null);
  };
  return {
    restored(left, atMs) {
      const lapseTimeMs = engine.context.lapseTimeMs ?? engine.pulse.deadlineMs;
      // Where a context was there when it had lingered, it is forgotten for all.
      if ((left.isClosed ? left.openTimeMs : left.seenTimeMs) < lapseTimeMs + (lingerMs ?? 0)) loadedMs = atMs;
    },
    pastAt,
    at(atMs) {
      const isLive = engine.liveId !== null;
      if (isLive && atMs >= engine.startMs) {
        const { deadlineMs } = engine.pulse;
        return atMs < deadlineMs || lingers(deadlineMs, atMs) ? engine.live() : null;
      }
      const owner = pastAt(atMs);
      if (owner) return owner;
      if (isLive) return past.first() === null ? engine.live() : null;
      const left = last();
      return left && atMs >= left.lapseTimeMs && lingers(left.lapseTimeMs, atMs) ? left : null;
    },
    after(change) {
      if (change.type !== 'ended') return change.session;
      return lingers(change.session.lapseTimeMs, change.session.lapseTimeMs) ? change.session : null;
    },
  };
}
