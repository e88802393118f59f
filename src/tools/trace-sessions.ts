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
  /** Last activity that whoever told of its end knew of. */
  knownMs: number;
  events: number;
}

type Ending = Pick<Known, 'endTimeMs' | 'endReason' | 'knownMs'>;

/** Puts together what pages tell, each from its own point of view. */
export interface TraceSessions {
  hear(change: SessionChange, tab: string): void;
  /** A page's last word of a session that no limit ends. */
  hearOpen(context: Readonly<SessionContext>): void;
  /** It was over for this page, which has gone over to another. */
  hearRevoked(context: Readonly<SessionContext>): void;
  /** Something happened in a tab; the last thing may have been that its page left. */
  count(tab: string): void;
  leave(tab: string): void;
  /** Nothing starts from now on. */
  close(): void;
  /** By start. Where two pages tell of one session's end, who knew of later activity is right, else who told it first. */
  list(policy: string, user: string): readonly TraceSession[];
}

export function createTraceSessions(): TraceSessions {
  const sessions = new Map<string, Known>();
  const liveByTab = new Map<string, Known>();
  let left: Known | undefined;
  let isClosed = false;

  const know = ({ id, startTimeMs, startReason }: Pick<Session, 'id' | 'startTimeMs' | 'startReason'>) => {
    const known = sessions.get(id) ?? {
      startTimeMs,
      startReason,
      tabs: new Set(),
      endTimeMs: startTimeMs,
      endReason: 'open',
      knownMs: -Infinity,
      events: 0,
    };
    sessions.set(id, known);
    return known;
  };
  const end = (known: Known | undefined, { endTimeMs, endReason, knownMs }: Ending) => {
    if (!known || knownMs <= known.knownMs) return;
    Object.assign(known, { endTimeMs: Math.max(known.startTimeMs, endTimeMs), endReason, knownMs });
  };
  const isNews = (id: string) => !isClosed || sessions.has(id);
  return {
    hear({ type, session }, tab) {
      if (!isNews(session.id)) return;
      const known = know(session);
      if (type === 'ended') {
        end(known, { endTimeMs: session.endTimeMs, endReason: session.endReason, knownMs: session.lastActivityTimeMs });
        liveByTab.delete(tab);
      } else if (!isClosed) {
        known.tabs.add(tab);
        liveByTab.set(tab, known);
      }
    },
    hearOpen(context) {
      if (isNews(context.id)) end(know(context), { endTimeMs: context.seenTimeMs, endReason: 'open', knownMs: context.lastActivityTimeMs });
    },
    hearRevoked({ id, deadlineMs, fixedMs, fixedReason, lastActivityTimeMs, lastTelemetryTimeMs }) {
      const isFixed = deadlineMs >= fixedMs;
      const seenMs = Math.max(lastActivityTimeMs, lastTelemetryTimeMs ?? -Infinity);
      end(sessions.get(id), {
        endTimeMs: isFixed && fixedReason === 'max_duration' ? deadlineMs : seenMs,
        endReason: isFixed ? fixedReason : 'inactivity',
        knownMs: lastActivityTimeMs,
      });
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
        .map(({ tabs, knownMs: _, ...known }, index) => ({ policy, user, ordinal: index + 1, ...known, tabs: [...tabs] })),
  };
}
