import { unwatchFile, watch, watchFile } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often it looks where the system does not tell. */
const POLL_MS = 1_000;

/**
 * Calls back after the file may have changed; it keeps no process alive.
 *
 * @param pollEveryMs looks this often instead of being told by the system
 * @returns stop
 */
export function watchPath(path: string, onEvent: () => void, pollEveryMs?: number): () => void {
  if (pollEveryMs !== undefined) return poll(path, onEvent, pollEveryMs);
  try {
    // The folder, as a file that is replaced is another file.
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) onEvent();
    });
    let stop = () => watcher.close();
    watcher.on('error', () => {
      watcher.close();
      stop = poll(path, onEvent, POLL_MS);
    });
    return () => stop();
  } catch {
    // No such folder, or the system's watches are used up.
    return poll(path, onEvent, POLL_MS);
  }
}

function poll(path: string, onEvent: () => void, interval: number): () => void {
  watchFile(path, { persistent: false, interval }, onEvent);
  return () => unwatchFile(path, onEvent);
}
