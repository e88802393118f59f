import type { SessionContext } from '../../machines/context.ts';
import type { Session, SessionChange, StartReason } from '../../machines/session.ts';
import type { SimulatedEnd } from './session-tally.ts';
import type { SimulatedSession } from './simulate.ts';

/** A session of a trace, over all pages that took part in it. */
export interface TraceSession extends SimulatedSession {
  /** Tabs in which it was alive, in order of their joining. */
  readonly tabs: readonly string[];
}

interface Known {
  readonly startTimeMs: number;
  readonly startReason: StartReason;
  readonly tabs: Set<string>;
  endTimeMs: number;
  endReason: SimulatedEnd;
  events: number;
}

/** Puts together what pages tell, each from its own point of view. */
export interface TraceSessions {
  hear(change: SessionChange, tab: string): void;
  /** A page's last word of a session that it never saw end. */
  hearOpen(context: Readonly<SessionContext>): void;
  /** It was over for this page, which has gone over to another. */
  hearRevoked(context: Readonly<SessionContext>): void;
  /** Something happened in a tab; the last thing may have been that its page left. */
  count(tab: string): void;
  leave(tab: string): void;
  /** Nothing starts from now on. */
  close(): void;
  /** By start; what two pages say of one session's end, the later one. */
  list(policy: string, user: string): readonly TraceSession[];
}

export function createTraceSessions(): TraceSessions {
  const sessions = new Map<string, Known>();
  const liveByTab = new Map<string, Known>();
  let left: Known | undefined;
  let isClosed = false;

  const know = ({ id, startTimeMs, startReason }: Pick<Session, 'id' | 'startTimeMs' | 'startReason'>) => {
    const known = sessions.get(id) ?? { startTimeMs, startReason, tabs: new Set(), endTimeMs: startTimeMs, endReason: 'open', events: 0 };
    sessions.set(id, known);
    return known;
  };
  const end = (known: Known | undefined, endTimeMs: number, endReason: SimulatedEnd) => {
    if (!known || (known.endReason !== 'open' && endTimeMs < known.endTimeMs)) return;
    known.endTimeMs = Math.max(known.startTimeMs, endTimeMs);
    known.endReason = endReason;
  };
  const isNews = (id: string) => !isClosed || sessions.has(id);
  return {
    hear({ type, session }, tab) {
      if (!isNews(session.id)) return;
      const known = know(session);
      if (type === 'ended') {
        end(known, session.endTimeMs, session.endReason);
        liveByTab.delete(tab);
      } else if (!isClosed) {
        known.tabs.add(tab);
        liveByTab.set(tab, known);
      }
    },
    hearOpen(context) {
      if (!isNews(context.id)) return;
      const known = know(context);
      if (known.endReason !== 'open' && context.seenTimeMs <= known.endTimeMs) return;
      known.endTimeMs = Math.max(known.endTimeMs, context.seenTimeMs);
      known.endReason = 'open';
    },
    hearRevoked({ id, deadlineMs, fixedMs, fixedReason, lastActivityTimeMs, lastTelemetryTimeMs }) {
      const isFixed = deadlineMs >= fixedMs;
      const seenMs = Math.max(lastActivityTimeMs, lastTelemetryTimeMs ?? -Infinity);
      end(sessions.get(id), isFixed && fixedReason === 'max_duration' ? deadlineMs : seenMs, isFixed ? fixedReason : 'inactivity');
    },
    count(tab) {
      const known = liveByTab.get(tab) ?? left;
      left = undefined;
      if (known) known.events++;
    },
    leave(tab) {
      left = liveByTab.get(tab);
      liveByTab.delete(tab);
    },
    close() {
      isClosed = true;
    },
    list: (policy, user) =>
      [...sessions.values()]
        .sort((a, b) => a.startTimeMs - b.startTimeMs)
        .map(({ tabs, ...known }, index) => ({ policy, user, ordinal: index + 1, ...known, tabs: [...tabs] })),
  };
}
