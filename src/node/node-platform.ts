import { join } from 'node:path';
import type { Platform, SessionStore } from '../provider/platform.ts';
import { createContextId } from './context-id.ts';
import { createFileStore } from './file-store.ts';
import { stateFolder } from './state-folder.ts';

export interface NodePlatformOptions {
  /** A folder, in which each scope has one of its own, or a store, which serves one scope. */
  readonly store?: string | SessionStore;
  /**
   * Name of the app, which decides the folder where `store` is absent: `sessions` within `$XDG_STATE_HOME/<app>` or
   * `~/.local/state/<app>`; within `~/Library/Application Support/<app>` on macOS and `%LOCALAPPDATA%\<app>` on Windows.
   * With neither, sessions live as long as the process.
   */
  readonly app?: string;
  /** Name of this context, unique among those that share the store. Default: the pid and some random characters. */
  readonly contextId?: string;
}

/**
 * A Node process. It reports `load` at once and `unload` when the process exits by itself or by `process.exit`; what is
 * known then is written at once. A signal that kills leaves what was written last, two seconds ago at the most while there
 * is activity: a handler for it would change what the signal does to the app. Nothing here keeps the process alive.
 *
 * @throws TypeError naming an option that is not what was expected.
 */
export function nodePlatform({ store, app, contextId = createContextId() }: NodePlatformOptions = {}): Platform {
  checkOptions({ store, app, contextId });
  const folder = typeof store === 'string' ? store : app === undefined ? undefined : join(stateFolder(app), 'sessions');
  return {
    contextId,
    evidence: 'process_gone',
    ...(folder !== undefined && { store: ({ scope }) => createFileStore(join(folder, folderName(scope)), { contextId }) }),
    ...(typeof store === 'object' && { store }),
    watch(report) {
      report('load');
      return onExit(() => report('unload'));
    },
  };
}

/** A scope may be named anything, a folder may not. */
const folderName = (scope: string) => encodeURIComponent(scope).replaceAll('.', '%2E').replaceAll('*', '%2A');

const leavers = new Set<() => void>();
const leaveAll = () => {
  for (const leave of [...leavers]) leave();
};

/**
 * One listener for all, since Node warns of the eleventh. Not `beforeExit`, which is no end yet: a listener may go on
 * working, and a session that was written asynchronously there would be such work itself.
 */
function onExit(leave: () => void): () => void {
  if (leavers.size === 0) process.on('exit', leaveAll);
  leavers.add(leave);
  return () => {
    leavers.delete(leave);
    if (leavers.size === 0) process.off('exit', leaveAll);
  };
}

const isName = (value: unknown) => typeof value === 'string' && /^[^\\/\0]+$/.test(value) && value !== '.' && value !== '..';

function checkOptions({ store, app, contextId }: { [K in keyof NodePlatformOptions]: unknown }): void {
  const isStore = store === undefined || (typeof store === 'object' && store !== null) || (typeof store === 'string' && store !== '');
  const faults = [
    isStore || `store: expected the path of a folder or a store, came ${JSON.stringify(store)}`,
    app === undefined || isName(app) || `app: expected a name fit for a folder, came ${JSON.stringify(app)}`,
    (typeof contextId === 'string' && contextId !== '') || `contextId: expected a non-empty string, came ${JSON.stringify(contextId)}`,
  ].filter((fault) => fault !== true);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}
