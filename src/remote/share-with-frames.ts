import { checkOrigins } from './origins.ts';
import { portMessage, read } from './protocol.ts';
import { type Share, shareSessions } from './share-sessions.ts';
import type { SharedSessions } from './teller.ts';

export interface FrameOptions {
  /** Origins whose frames may have the session, such as `https://shop.example`. Nobody else is answered. */
  readonly origins: readonly string[];
  /** Whether frames get attributes and metadata, too, and may set metadata and end the session. Default `false`. */
  readonly isTrusted?: boolean;
}

/**
 * Shares sessions with the frames of this page that ask for them (`joinParentSessions`) and whose origin is listed.
 *
 * @returns stop
 * @throws TypeError naming what is no origin
 */
export function shareWithFrames(sessions: SharedSessions, { origins, isTrusted = false }: FrameOptions): () => void {
  const allowed = checkOrigins(origins);
  const shares = new Map<Window, Share>();
  const stop = (frame: Window) => {
    shares.get(frame)?.stop();
    shares.delete(frame);
  };
  const answer = ({ data, origin, source }: MessageEvent) => {
    if (!read(data, 'ask') || !allowed.has(origin) || !source) return;
    const frame = source as Window;
    for (const known of [...shares.keys()]) if (known === frame || known.closed) stop(known);
    const { port1, port2 } = new MessageChannel();
    shares.set(frame, shareSessions(sessions, port1, { isTrusted }));
    frame.postMessage(portMessage('offer'), origin, [port2]);
  };
  window.addEventListener('message', answer);
  return () => {
    window.removeEventListener('message', answer);
    for (const frame of [...shares.keys()]) stop(frame);
  };
}
