import type { SessionChange } from '../../machines/session.ts';
import type { SessionProvider } from '../api/session-provider.ts';
import { chosenAttributes, type EventAttributes, endAttributes, startAttributes, stateAttributes } from './event-attributes.ts';
import { DETACHED, findLoggerProvider, type Logger, type LoggerProvider } from './find-logger-provider.ts';
import { toHrTime } from './otel-sdk.ts';
import { report } from './report.ts';
import {
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
  readonly metadata?: readonly string[];
}
interface Event {
  readonly name: string;
  readonly change: SessionChange;
  readonly attributes: EventAttributes;
}

/** The name of the instrumentation scope. */
const SCOPE = 'sessionchart';
/** Events that wait for a LoggerProvider. Beyond that the newest are dropped: the first tell how it began. */
const MAX_WAITING = 256;
const LOOK_EVERY_MS = 1_000;

/**
 * Emits `session.start` and `session.end` as log events, each with the time of the event and, as the observed time, that of
 * its detection; the end of a session before the start of the next. Events wait until a LoggerProvider is there. An event
 * belongs to no span. `LoggerProvider.shutdown()` drops what is emitted after it, so shut the sessions down first.
 *
 * @returns stop
 */
export function emitSessionEvents(
  sessions: SessionProvider,
  { loggerProvider, also = [], metadata = [] }: SessionEventOptions = {},
): () => void {
  const waiting: Event[] = [];
  let logger: Logger | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const emit = ({ name, change, attributes }: Event) =>
    logger?.emit({
      eventName: name,
      timestamp: toHrTime(change.atMs),
      observedTimestamp: toHrTime(change.detectedAtMs),
      attributes,
      context: DETACHED,
    });
  const attempt = (run: () => void) => {
    try {
      run();
    } catch (error) {
      report('a session event could not be emitted', error);
    }
  };
  /** No API tells when a LoggerProvider is registered, so it is looked for. */
  const drain = () => {
    clearTimeout(timer);
    attempt(() => {
      logger ??= (loggerProvider ?? findLoggerProvider())?.getLogger(SCOPE) ?? null;
    });
    if (logger === null) timer = unref(setTimeout(drain, LOOK_EVERY_MS));
    else for (const event of waiting.splice(0)) attempt(() => emit(event));
  };
  const stop = sessions.subscribe((change) => {
    const event = eventOf(change, also, metadata);
    if (event === null) return;
    if (waiting.length < MAX_WAITING) waiting.push(event);
    else report(`${MAX_WAITING} session events wait for a LoggerProvider, so ${event.name} was dropped`);
    drain();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function eventOf(change: SessionChange, also: NonNullable<SessionEventOptions['also']>, metadata: readonly string[]): Event | null {
  const chosen = metadata.length === 0 ? {} : chosenAttributes(change.session, metadata);
  const event = (name: string, attributes: EventAttributes): Event => ({ name, change, attributes: { ...chosen, ...attributes } });
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

/** Node: a timer keeps no process alive. */
function unref<Timer>(timer: Timer): Timer {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
  return timer;
}
