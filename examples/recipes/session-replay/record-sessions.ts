import { type eventWithTime, record } from 'rrweb';
import type { Session, Sessions } from 'sessionchart';

export interface ReplayBatch {
  readonly sessionId: string;
  /** One tab's part of the session. It begins with a full snapshot, so a player needs nothing of another part. */
  readonly recordingId: string;
  /** From 0, within the recording. */
  readonly sequence: number;
  readonly events: readonly eventWithTime[];
}

interface Recording {
  readonly sessionId: string;
  flush(): void;
  stop(): void;
}

const FLUSH_EVERY_MS = 5_000;

/** Records the screen while there is a session that is sampled, each session by itself. @returns stop */
export function recordSessions(sessions: Sessions, send: (batch: ReplayBatch) => void): () => void {
  let recording: Recording | null = null;
  const stop = () => {
    recording?.stop();
    recording = null;
  };
  const follow = (session: Session | null) => {
    if (session?.id === recording?.sessionId && session?.state !== 'ended') return;
    stop();
    if (session?.sampled && session.state !== 'ended') recording = startRecording(sessions, session.id, send);
  };
  // rrweb is often loaded late, when a session is under way.
  if (sessions.isFinal) follow(sessions.getSession());
  const subscription = sessions.session$.subscribe(({ session }) => follow(session));
  // A hidden page may not come back. `backgrounded` comes later, when no tab is in front.
  const flushHidden = () => document.visibilityState === 'hidden' && recording?.flush();
  document.addEventListener('visibilitychange', flushHidden);
  return () => {
    document.removeEventListener('visibilitychange', flushHidden);
    subscription.unsubscribe();
    stop();
  };
}

function startRecording(sessions: Sessions, sessionId: string, send: (batch: ReplayBatch) => void): Recording {
  const recordingId = crypto.randomUUID();
  let events: eventWithTime[] = [];
  let sequence = 0;
  const flush = () => {
    // A session that was over before anybody noticed owns nothing of what came after.
    const own = events.filter(({ timestamp }) => sessions.getSessionId(timestamp) === sessionId);
    events = [];
    if (own.length > 0) send({ sessionId, recordingId, sequence: sequence++, events: own });
  };
  const stopRecorder = record({ emit: (event) => void events.push(event), maskAllInputs: true });
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  return {
    sessionId,
    flush,
    stop() {
      clearInterval(timer);
      stopRecorder?.();
      flush();
    },
  };
}
