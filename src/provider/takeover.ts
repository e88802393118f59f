import type { SessionEvent, SyncEvent } from '../../machines/events.ts';
import { type SessionRecord, sessionOf } from '../../machines/record.ts';
import type { EndedSession, Session, SessionChange } from '../../machines/session.ts';
import type { Announcements } from './announcements.ts';
import { forgetMetadata, keepMetadata } from './carry-over.ts';
import type { Reporter } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import type { Finality } from './finality.ts';
import { newsIn } from './metadata.ts';
import { superseded } from './superseded.ts';

/** How a record is taken. */
export type Taking = Pick<SyncEvent, 'revoke' | 'recovered' | 'evidence'>;

export interface TakeoverOptions {
  readonly engine: Engine;
  readonly told: Announcements;
  readonly finality: Finality;
  readonly reporter: Reporter;
  readonly now: () => number;
  /** The engine heard something that came from the store. */
  readonly afterHearing: () => void;
}

/** What another context of the scope did, taken up by this one. */
export interface Takeover {
  /** Takes a record as the chart decides. */
  hear(record: SessionRecord, atMs: number, how?: Taking): void;
  /** Takes a record as it is, because another context was faster; what happened here since happens again on top of it. */
  replay(record: SessionRecord, by: { readonly ended: readonly EndedSession[]; readonly isFirst: boolean; readonly how: Taking }): void;
}

export function createTakeover({ engine, told, finality, reporter, now, afterHearing }: TakeoverOptions): Takeover {
  const hear = (record: SessionRecord, atMs: number, how: Taking = {}) => {
    const wasLinked = engine.context.id === record.id && engine.context.linked;
    engine.hearUntraced({ type: 'session.sync', atMs, record, ...how });
    // Another context ended it, and wants nothing of it in the next: it was a log-out, say.
    if (wasLinked && engine.liveId === null && !engine.context.linked) keepMetadata(engine, record, forgetMetadata(engine));
    afterHearing();
  };
  const tell = (session: EndedSession) => told.tell({ type: 'ended', session, atMs: session.endTimeMs, detectedAtMs: now() });
  /** The session that subscribers think is live may have ended elsewhere. */
  const tellEnd = (record: SessionRecord, ended: readonly EndedSession[]) => {
    const liveId = told.liveId();
    const candidates: readonly Session[] = liveId === record.id ? [sessionOf(record)] : ended;
    const session = candidates.filter(isEnded).find(({ id }) => id === liveId);
    if (session) return tell(session);
    if (liveId === null || liveId === record.id) return;
    // Two that were final on both sides: the chart knows which of them goes on.
    engine.hearUntraced({ type: 'session.sync', atMs: now(), record });
    const live = told.live();
    if (live?.id !== liveId) return;
    reporter.warn(`session ${liveId} ended elsewhere, nobody knows how`);
    // It was alive until it was last heard of.
    tell(superseded(live, Math.max(live.lastActivityTimeMs, live.lastTelemetryTimeMs ?? live.startTimeMs), record));
  };
  /** It sets metadata that are set already. */
  const isKnown = (event: SessionEvent) =>
    event.type === 'session.update' && !engine.context.clears && newsIn(event.metadata, engine.context.metadata, reporter) === null;
  return {
    hear,
    replay(record, { ended, isFirst, how }) {
      engine.pulse.flush();
      const { events, liveId } = engine;
      const { settledId } = finality;
      const revoked = told.revoke();
      const begun = revoked.flatMap(({ type, session }) => (type === 'started' ? [session.id] : []));
      // What the store has is theirs to carry over, or not; what it does not have yet happens again.
      const knownTimesMs = isFirst ? {} : forgetMetadata(engine);
      told.revoke();
      tellEnd(record, [...ended, ...endedIn(revoked)]);
      engine.forget();
      finality.settledId = record.id;
      hear(record, Math.max(events[0]?.atMs ?? now(), record.seenTimeMs), { ...how, revoke: true });
      if (record.endReason !== null) keepMetadata(engine, record, knownTimesMs);
      // Nobody else had a part in it, so what begins again is the same session.
      if (how.evidence) engine.reuse(begun);
      for (const event of events) if (!isKnown(event)) engine.hear(event);
      engine.reuse([]);
      afterHearing();
      // One that was final has ended, and keeps its records.
      const winner = engine.context.id || record.id;
      for (const id of [liveId, ...begun]) {
        if (id !== null && id !== settledId && id !== winner && !told.past.byId(id)) finality.replace(id, winner);
      }
    },
  };
}

const isEnded = (session: Session): session is EndedSession => session.endTimeMs !== null;
const endedIn = (changes: readonly SessionChange[]) => changes.flatMap((change) => (change.type === 'ended' ? [change.session] : []));
