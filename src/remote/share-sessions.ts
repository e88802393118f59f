import { rootOf } from '../../machines/triggers.ts';
import { type Clock, systemClock } from '../provider/platform.ts';
import { listen, release, type SessionPort } from './port.ts';
import { type Act, read } from './protocol.ts';
import { createTeller, type SharedSessions, type Teller } from './teller.ts';

export interface ShareOptions {
  /**
   * `false` for code that is not the app's: it gets ids and times, without attributes and metadata; it may report input and
   * navigation and have telemetry counted, but neither set metadata nor end the session. Default `true`.
   */
  readonly isTrusted?: boolean;
  readonly clock?: Clock;
}

/** A channel on which sessions are shared. */
export interface Share {
  /** This context leaves, for a while or for good: what happens at the other end had better be told to another owner. */
  leave(): void;
  /** It is back. */
  comeBack(): void;
  stop(): void;
}

/** All that code may report that is not the app's. */
const HARMLESS: ReadonlySet<string> = new Set(['input', 'navigation']);
const SIGNALS: ReadonlySet<string> = new Set(['traces', 'logs', 'metrics']);

/**
 * Shares sessions with another context, which has `createRemoteSessions` at the far end of the port, until it is stopped or the
 * port closes. Never throws.
 */
export function shareSessions(sessions: SharedSessions, port: SessionPort, options: ShareOptions = {}): Share {
  const { isTrusted = true, clock = systemClock } = options;
  const teller = createTeller({ sessions, port, clock, isTrusted });

  const take = createTaker(sessions, isTrusted, teller);
  const stopListening = listen(
    port,
    (data) => {
      const message = read(data, 'acts');
      if (!message || !Array.isArray(message.acts)) return;
      for (const act of message.acts) if (Array.isArray(act)) take(act as unknown as Act);
      teller.tellSoon();
    },
    () => stop(),
  );
  release(port);
  const stop = () => {
    teller.stop();
    stopListening();
  };
  return { leave: teller.leave, comeBack: teller.comeBack, stop };
}

/** What came may be anything: the provider takes no offence at wrong values, and nothing else is called. */
function createTaker(sessions: SharedSessions, isTrusted: boolean, teller: Teller): (act: Act) => void {
  return (act) => {
    switch (act[0]) {
      case 'join':
        return teller.join();
      case 'stamp':
        if (SIGNALS.has(act[1])) sessions.stamp(act[1], act[2]);
        return;
      case 'notify':
        // JSON knows no `undefined`, and an object need not have a text.
        if (typeof act[1] !== 'string') return;
        if (isTrusted || HARMLESS.has(rootOf(act[1]))) sessions.notify(act[1], act[2]);
        return;
      case 'finalize':
        return sessions.finalize();
      case 'metadata':
        if (isTrusted) sessions.setMetadata(act[1]);
        return;
      case 'amend':
        if (!isTrusted) return;
        sessions.setMetadata(act[1], { sessionId: act[2] });
        return teller.tellEnded();
      case 'end':
        if (isTrusted) sessions.end(act[1] ?? undefined, act[2] ?? undefined);
    }
  };
}
