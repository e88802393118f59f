import type { SessionProvider, TelemetrySessions } from '../api/session-provider.ts';
import { report } from './report.ts';

/** `Session` of @opentelemetry/web-common and @opentelemetry/browser-sdk. */
interface WebSession {
  id: string;
  /** Unix epoch milliseconds. */
  startTimestamp: number;
}
/** `SessionObserver` there. */
interface SessionObserver {
  onSessionStarted(newSession: WebSession, previousSession?: WebSession): void;
  onSessionEnded(session: WebSession): void;
}
/** What their `createSessionManager` returns: `SessionProvider` and `SessionPublisher`. */
export interface SessionManager {
  start(): Promise<void>;
  getSessionId(): string | null;
  getSession(): WebSession | null;
  addObserver(observer: SessionObserver): void;
  shutdown(): void;
}

/**
 * Our sessions in the form of `SessionManager` of @opentelemetry/web-common and `@opentelemetry/browser-sdk/session`, so that
 * an app migrates by changing the line that imports it and the line that creates it. Reading the id is no activity here; an
 * observer that throws is reported to `diag`. `start` has nothing to do, `shutdown` stops telling observers.
 */
export function createSessionManager(sessions: SessionProvider & Pick<TelemetrySessions, 'mayLeave'>): SessionManager {
  const observers: SessionObserver[] = [];
  let previous: WebSession | undefined;
  const tell = (run: (observer: SessionObserver) => void) => {
    for (const observer of [...observers]) {
      try {
        run(observer);
      } catch (error) {
        report('a session observer threw', error);
      }
    }
  };
  /** Whoever asks puts the id on what is not held here. */
  const mayLeave = () => (sessions.mayLeave?.() ?? 'now') === 'now';
  const stop = sessions.subscribe(({ type, session }) => {
    const told: WebSession = { id: session.id, startTimestamp: session.startTimeMs };
    if (type === 'ended') {
      previous = told;
      tell((observer) => observer.onSessionEnded(told));
    } else if (type === 'started') {
      tell((observer) => observer.onSessionStarted(told, session.previousId === previous?.id ? previous : undefined));
    }
  });
  return {
    start: async () => {},
    getSessionId: () => (mayLeave() ? sessions.getSessionId() : null),
    getSession() {
      const session = mayLeave() ? sessions.getSession() : null;
      return session && { id: session.id, startTimestamp: session.startTimeMs };
    },
    addObserver: (observer) => void observers.push(observer),
    shutdown: stop,
  };
}
