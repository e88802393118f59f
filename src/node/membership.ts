import type { SessionStore } from '../provider/platform.ts';
import { createContextId } from './context-id.ts';
import { createPresence } from './presence.ts';
import { readText } from './replace-file.ts';
import { watchPath } from './watch-file.ts';

interface MembershipOptions {
  readonly contextId?: string;
  readonly pollEveryMs?: number;
  /** The file that is watched. */
  readonly file: string;
  /** What this store wrote there last; `undefined` where it never did. */
  readonly wroteLast: () => string | null | undefined;
}

type Membership = Pick<SessionStore, 'subscribe' | 'liveContexts'> & {
  /** Takes back that this context is there; who subscribes later says it again. */
  withdraw(): void;
};

/** Who else has the folder open, and that they wrote. A context is a member as long as it is subscribed. */
export function createMembership(
  folder: string,
  { file, wroteLast, contextId = createContextId(), pollEveryMs }: MembershipOptions,
): Membership {
  const presence = createPresence(folder, contextId);
  let members = 0;
  return {
    subscribe(onForeignWrite) {
      if (members++ === 0) attempt(presence.announce);
      let known = attempt(() => readText(file));
      const look = () => {
        const text = attempt(() => readText(file));
        if (text === known) return;
        known = text;
        if (text !== wroteLast()) onForeignWrite();
      };
      let stop: (() => void) | undefined = watchPath(file, look, pollEveryMs);
      return () => {
        if (!stop) return;
        stop();
        stop = undefined;
        if (--members === 0) attempt(presence.withdraw);
      };
    },
    liveContexts: async () => presence.list(),
    withdraw: () => void attempt(presence.withdraw),
  };
}

/** What a disk refuses here, the next update reports. */
function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
