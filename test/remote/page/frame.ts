/** A frame that takes its parent's session if it may, or has one of its own if the test says so. */
import { createSessionProvider, type Sessions } from '../../../src/lite/create-session-provider.ts';
import { joinParentSessions, type RemoteSessions } from '../../../src/remote/index.ts';
import { webPlatform } from '../../../src/web/index.ts';
import { POLICY } from './host.ts';

export interface Frame {
  sessions: RemoteSessions | Sessions | null;
  /** What `message` told this frame. */
  readonly heard: unknown[];
  join(origins: readonly string[], hasOwn?: boolean, withinMs?: number): Promise<void>;
  own(): void;
}

const frame: Frame = {
  sessions: null,
  heard: [],
  async join(origins, hasOwn = false, withinMs = 1_000) {
    frame.sessions = hasOwn
      ? await joinParentSessions({ origins, withinMs, otherwise: own })
      : await joinParentSessions({ origins, withinMs });
  },
  own() {
    frame.sessions = own();
  },
};
const own = () => createSessionProvider({ policy: POLICY, platform: webPlatform() });
window.addEventListener('message', ({ data }) => frame.heard.push(data));
Object.assign(window, { page: { frame } });
