import type { Session, SessionChange } from '../../machines/session.ts';
import type { OutboxEvent, SessionProvider, TelemetrySessions } from '../api/session-provider.ts';
import { chosenAttributes, type EventAttributes, endAttributes, startAttributes, stateAttributes } from './event-attributes.ts';
import { createEventEmitter, type SessionEvent, shareEmitter } from './event-emitter.ts';
import type { LoggerProvider } from './find-logger-provider.ts';
import {
  ATTR_LOG_RECORD_UID,
  ATTR_SERVICE_VERSION,
  EVENT_SESSION_BACKGROUND,
  EVENT_SESSION_END,
  EVENT_SESSION_FOREGROUND,
  EVENT_SESSION_START,
  EVENT_SESSION_UPDATE,
} from './semconv.ts';

export interface SessionEventOptions {
  /** Where to emit. Default: the provider registered with either logs API, as soon as there is one. */
  readonly loggerProvider?: LoggerProvider;
  /** Events to emit besides `session.start` and `session.end`. Default: none. */
  readonly also?: readonly ('background' | 'foreground' | 'update')[];
  /** Names of metadata, or of attributes fixed at the session's start, to put on each event: `['user.id']`. Default: none. */
  readonly attributes?: readonly string[];
  /** Emit at the remote end of a port, too, where the owner of the session emits nothing. Default `false`: each would come twice. */
  readonly remote?: boolean;
}
/**
 * Emits `session.start` and `session.end` as log events, each with the time of the event and, as the observed time, that of
 * its detection; the end of a session before the start of the next. Events wait until a LoggerProvider is there. An event
 * belongs to no span. Of all contexts that share a session one sends its start, and one its end; what a context that is gone
 * could not send, the next one does, under the same `log.record.uid`; a remote end (`sessionchart/remote`) leaves all of it to the
 * owner. `LoggerProvider.shutdown()` drops what is emitted after it, so shut the sessions down first.
 *
 * @returns stop
 */
export function emitSessionEvents(
  sessions: SessionProvider & Pick<TelemetrySessions, 'delivery' | 'isRemote' | 'mayLeave'>,
  { loggerProvider, also = [], attributes: names = [], remote = false }: SessionEventOptions = {},
): () => void {
  if (sessions.isRemote === true && !remote) return () => {};
  const outbox = sessions.delivery?.outbox;
  const emitter = createEventEmitter(loggerProvider, ({ attributes }) => outbox?.emitted(String(attributes[ATTR_LOG_RECORD_UID])));
  shareEmitter(sessions, emitter);
  const add = (event: SessionEvent | null) => {
    if (event !== null && (sessions.mayLeave?.() ?? 'now') === 'now') emitter.add(event);
  };
  const stop = sessions.subscribe((change) => {
    const event = eventOf(change, also, names);
    // Of all contexts that are told, one sends what must arrive.
    const uid = event?.attributes[ATTR_LOG_RECORD_UID];
    if (outbox === undefined || uid === undefined || outbox.claim(String(uid))) add(event);
  });
  const close = outbox?.open((event) => add(eventLeft(event, names)));
  return () => {
    stop();
    close?.();
    emitter.stop();
  };
}

const chosenOf = (session: Session, names: readonly string[]) => (names.length === 0 ? {} : chosenAttributes(session, names));

/** An event that another context, or an earlier process, could not send. */
function eventLeft({ uid, session, detectedAtMs, version }: OutboxEvent, names: readonly string[]): SessionEvent {
  const made = { ...chosenOf(session, names), ...(version !== null && { [ATTR_SERVICE_VERSION]: version }) };
  return uid.endsWith(':end') && session.endTimeMs !== null
    ? { name: EVENT_SESSION_END, atMs: session.endTimeMs, detectedAtMs, attributes: { ...made, ...endAttributes(session) } }
    : { name: EVENT_SESSION_START, atMs: session.startTimeMs, detectedAtMs, attributes: { ...made, ...startAttributes(session) } };
}

function eventOf(change: SessionChange, also: NonNullable<SessionEventOptions['also']>, names: readonly string[]): SessionEvent | null {
  const { atMs, detectedAtMs } = change;
  const chosen = chosenOf(change.session, names);
  const event = (name: string, attributes: EventAttributes): SessionEvent => ({
    name,
    atMs,
    detectedAtMs,
    attributes: { ...chosen, ...attributes },
  });
  switch (change.type) {
    case 'started':
      return event(EVENT_SESSION_START, startAttributes(change.session));
    case 'ended':
      return event(EVENT_SESSION_END, endAttributes(change.session));
    case 'backgrounded':
      return also.includes('background') ? event(EVENT_SESSION_BACKGROUND, stateAttributes(change.session)) : null;
    case 'foregrounded':
      return also.includes('foreground') ? event(EVENT_SESSION_FOREGROUND, stateAttributes(change.session)) : null;
    case 'updated':
      return also.includes('update') ? event(EVENT_SESSION_UPDATE, stateAttributes(change.session)) : null;
    default:
      return null;
  }
}
