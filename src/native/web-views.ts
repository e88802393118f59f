import type { Clock } from '../provider/platform.ts';
import type { SessionPort } from '../remote/port.ts';
import { type Share, shareSessions } from '../remote/share-sessions.ts';
import type { SharedSessions } from '../remote/teller.ts';
import type { NativeHost } from './native-host.ts';

/** Pages in web views of the app, which share its session by texts. */
export interface WebViews {
  /**
   * A page was loaded, under a name of the app's choice; the one that was there before under that name is gone.
   *
   * @param isTrusted `true` for the app's own pages, which get metadata, too, and may change them and end the session. Default `false`.
   */
  attach(page: string, isTrusted?: boolean): void;
  /** The page sent this text. */
  receive(page: string, json: string): void;
  /** The page is gone. */
  detach(page: string): void;
}

interface View {
  readonly port: SessionPort;
  readonly share: Share;
}

export function createWebViews(sessions: SharedSessions, host: NativeHost, clock: Clock): WebViews {
  const views = new Map<string, View>();
  const detach = (page: string) => {
    views.get(page)?.share.stop();
    views.delete(page);
  };
  return {
    attach(page, isTrusted = false) {
      detach(page);
      const port: SessionPort = {
        postMessage: (message) => host.emit('message', JSON.stringify({ page, message: JSON.stringify(message) })),
      };
      views.set(page, { port, share: shareSessions(sessions, port, { isTrusted: isTrusted === true, clock }) });
    },
    receive(page, json) {
      const hear = views.get(page)?.port.onmessage as ((event: { readonly data: unknown }) => void) | undefined;
      try {
        hear?.({ data: JSON.parse(json) });
      } catch {
        host.log('warn', `sessionchart: receive: expected JSON, came ${String(json).slice(0, 60)}`);
      }
    },
    detach,
  };
}
