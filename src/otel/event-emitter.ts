import type { SessionProvider } from '../api/session-provider.ts';
import type { EventAttributes } from './event-attributes.ts';
import { DETACHED, findLoggerProvider, type Logger, type LoggerProvider } from './find-logger-provider.ts';
import { toHrTime } from './otel-sdk.ts';
import { report } from './report.ts';

export interface SessionEvent {
  readonly name: string;
  readonly atMs: number;
  readonly detectedAtMs: number;
  readonly attributes: EventAttributes;
}

/** Hands events to a logger, in order, once there is one. */
export interface EventEmitter {
  add(event: SessionEvent): void;
  stop(): void;
}

/** The name of the instrumentation scope. */
const SCOPE = 'sessionchart';
/** Events that wait for a LoggerProvider. Beyond that the newest are dropped: the first tell how it began. */
const MAX_WAITING = 256;
const LOOK_EVERY_MS = 1_000;

/**
 * @param loggerProvider default: the one registered with either logs API, as soon as there is one
 * @param emitted runs for each event that a logger took
 */
export function createEventEmitter(loggerProvider?: LoggerProvider, emitted: (event: SessionEvent) => void = () => {}): EventEmitter {
  const waiting: SessionEvent[] = [];
  let logger: Logger | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const emit = (event: SessionEvent) => {
    const { name, atMs, detectedAtMs, attributes } = event;
    logger?.emit({
      eventName: name,
      timestamp: toHrTime(atMs),
      observedTimestamp: toHrTime(detectedAtMs),
      attributes,
      context: DETACHED,
    });
    emitted(event);
  };
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
  return {
    add(event) {
      if (waiting.length < MAX_WAITING) waiting.push(event);
      else report(`${MAX_WAITING} session events wait for a LoggerProvider, so ${event.name} was dropped`);
      drain();
    },
    stop: () => clearTimeout(timer),
  };
}

const emitters = new WeakMap<SessionProvider, EventEmitter>();

/** What else is to be emitted of these sessions goes the same way as their starts and ends. */
export const shareEmitter = (sessions: SessionProvider, emitter: EventEmitter): void => void emitters.set(sessions, emitter);

export function emitterOf(sessions: SessionProvider): EventEmitter {
  const emitter = emitters.get(sessions) ?? createEventEmitter();
  emitters.set(sessions, emitter);
  return emitter;
}

/** Node: a timer keeps no process alive. */
export function unref<Timer>(timer: Timer): Timer {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
  return timer;
}
