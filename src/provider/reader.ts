import { endedSession } from '../../machines/changes.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import type { Engine } from './engine.ts';
import type { Past } from './past.ts';

/** Whose an instant is. Reading changes nothing. */
export interface Reader {
  /** The session of an instant: the live one, one of the past, or one that lingers. */
  at(atMs: number): LiveSession | EndedSession | null;
  /** The session that stands after a change, for whoever is being told of it. */
  after(change: SessionChange): LiveSession | EndedSession | null;
  /** The past session of an instant that is not the live one's; the first one's if it is older than all. */
  pastAt(atMs: number): EndedSession | null;
}

export function createReader({ lingerMs = 0 }: SessionPolicy, engine: Engine, past: Past): Reader {
  let found: EndedSession | null = null;
  /** The last one may have ended before this context, or in another one. */
  const last = () => {
    const { id, ordinal, endTimeMs } = engine.context;
    if (ordinal === 0 || endTimeMs === null || id === past.last?.id) return past.last;
    if (found?.id !== id) found = endedSession(engine.context);
    return past.byId(id) ?? found;
  };
  const lingers = (lapseTimeMs: number, atMs: number) => lingerMs === null || atMs < lapseTimeMs + lingerMs;
  const pastAt = (atMs: number) => past.at(atMs) ?? (past.first && atMs < past.first.startTimeMs ? past.first : null);
  return {
    pastAt,
    at(atMs) {
      const isLive = engine.liveId !== null;
      if (isLive && atMs >= engine.startMs) {
        const { deadlineMs } = engine.pulse;
        return atMs < deadlineMs || lingers(deadlineMs, atMs) ? engine.live() : null;
      }
      const owner = pastAt(atMs);
      if (owner) return owner;
      if (isLive) return past.first === null ? engine.live() : null;
      const left = last();
      return left && atMs >= left.lapseTimeMs && lingers(left.lapseTimeMs, atMs) ? left : null;
    },
    after(change) {
      if (change.type !== 'ended') return change.session;
      return lingers(change.session.lapseTimeMs, change.session.lapseTimeMs) ? change.session : null;
    },
  };
}
