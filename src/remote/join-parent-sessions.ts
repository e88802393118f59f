import { checkOrigins } from './origins.ts';
import { listen } from './port.ts';
import { portMessage, read } from './protocol.ts';
import { createRemoteSessions, type RemoteOptions, type RemoteSessions } from './remote-sessions.ts';
import { reportInput } from './report-input.ts';

export interface ParentOptions<Otherwise> extends RemoteOptions {
  /** Origins of pages whose session this frame takes, such as `https://host.example`. An answer of anybody else is not heard. */
  readonly origins: readonly string[];
  /** How long the parent has for its answer, in milliseconds. Default 1,000. */
  readonly withinMs?: number;
  /** Makes what is used where the parent does not answer, or there is none. Default: nothing, `null`. */
  readonly otherwise?: () => Otherwise;
}

/** The parent may still be loading, so it is asked again after these milliseconds, each time twice as long. */
const ASK_AGAIN_MS = 50;
const ASK_AT_LEAST_EVERY_MS = 30_000;
/** A person is waiting for a page; one second is what a slow parent takes. */
const WITHIN_MS = 1_000;

/**
 * The session of the page around this frame, which lists the frame's origin in `shareWithFrames`. What people do in the frame is
 * reported to it. Never rejects. On a server there is no parent.
 *
 * @returns once the parent answered, or did not in time
 * @throws TypeError naming what is no origin
 */
export function joinParentSessions<Otherwise = null>(options: ParentOptions<Otherwise>): Promise<RemoteSessions | Otherwise> {
  const { origins, withinMs = WITHIN_MS, otherwise = () => null as Otherwise } = options;
  const allowed = checkOrigins(origins);
  if (typeof window === 'undefined' || window.parent === window) return Promise.resolve(otherwise());
  const sessions = createRemoteSessions(null, options);
  const { shutdown } = sessions;
  let disconnect = () => {};
  let asking: ReturnType<typeof setTimeout>;
  const ask = (againMs: number) => {
    // To whoever it is, as it says nothing; the answer is judged by its origin.
    window.parent.postMessage(portMessage('ask'), '*');
    asking = setTimeout(ask, againMs, Math.min(againMs * 2, ASK_AT_LEAST_EVERY_MS));
  };
  /** It may share again: an app whose parts come and go. Not at once, as a parent that is asked twice leaves one port for the next. */
  const askAnew = () => {
    clearTimeout(asking);
    asking = setTimeout(ask, ASK_AGAIN_MS, ASK_AGAIN_MS);
  };
  const take = ({ data, origin, source, ports: [port] }: MessageEvent) => {
    if (source !== window.parent || !allowed.has(origin) || !port || !read(data, 'offer')) return;
    clearTimeout(asking);
    disconnect();
    const stopConnection = sessions.connect(port);
    const stopListening = listen(port, (message) => read(message, 'leave') && askAnew(), askAnew);
    disconnect = () => {
      stopListening();
      stopConnection();
    };
  };
  const leave = () => {
    clearTimeout(asking);
    window.removeEventListener('message', take);
    disconnect();
  };
  window.addEventListener('message', take);
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      leave();
      resolve(otherwise());
    }, withinMs);
    void sessions.ready.then(() => {
      clearTimeout(giveUp);
      const stopInput = reportInput(sessions);
      resolve(
        Object.assign(sessions, {
          shutdown() {
            // What happened until now is still told.
            const closed = shutdown();
            stopInput();
            leave();
            return closed;
          },
        }),
      );
    });
    ask(ASK_AGAIN_MS);
  });
}
