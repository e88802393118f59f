import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SessionStore, Slot } from '../provider/platform.ts';
import { acquireLock, tryLock } from './file-lock.ts';
import { createMembership } from './membership.ts';
import { readText, replaceFile, replaceFileNow } from './replace-file.ts';

export interface FileStoreOptions {
  /** The platform's `contextId`. Default: a random one. */
  readonly contextId?: string;
  /**
   * Looks for what other processes wrote this often, in milliseconds, instead of being told by the system: for network file
   * systems, which do not tell. Default: being told, and every second where that fails.
   */
  readonly pollEveryMs?: number;
}

const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];
const FILES: { readonly [S in Slot]: string } = {
  session: 'session.json',
  history: 'history.json',
  ledger: 'ledger.json',
  unreadable: 'unreadable.txt',
};
/** How long the end of a process may wait for another's write. */
const LAST_WAIT_MS = 50;

/**
 * Keeps the sessions of one scope in a folder, for all processes that are given the same one. Each text is a file of its
 * own, readable by its owner only, replaced as a whole under a lock, so a process that is killed at any instant leaves the
 * text before or the text after. The folder is made with the first write; what its file system refuses rejects the write.
 *
 * @param path the folder, by itself
 * @throws TypeError for options of the wrong type, never for the state of the disk.
 */
export function createFileStore(path: string, options: FileStoreOptions = {}): SessionStore {
  checkOptions(path, options);
  const folder = resolve(path);
  const fileOf = (slot: Slot) => join(folder, FILES[slot]);
  const lockPath = join(folder, 'lock');
  const written = new Map<Slot, string | null>();
  let queue: Promise<unknown> = Promise.resolve();
  let isLocked = false;

  const makeFolder = () => mkdirSync(folder, { recursive: true, mode: 0o700 });
  /** @returns `undefined` where the lock was lost in between */
  const replaceLocked = async (slot: Slot, next: (stored: string | null) => string | null) => {
    const lock = await acquireLock(lockPath);
    isLocked = true;
    try {
      const stored = readText(fileOf(slot));
      const text = next(stored);
      if (text === stored) return stored;
      written.set(slot, text);
      if (text !== null) return (await replaceFile(fileOf(slot), text, lock.isHeld)) ? text : undefined;
      rmSync(fileOf(slot), { force: true });
      return text;
    } finally {
      isLocked = false;
      lock.release();
    }
  };
  const replace = async (slot: Slot, next: (stored: string | null) => string | null) => {
    // Whoever changes nothing needs no lock, nor a folder that can be written.
    const stored = readText(fileOf(slot));
    if (next(stored) === stored) return stored;
    makeFolder();
    for (;;) {
      const text = await replaceLocked(slot, next);
      if (text !== undefined) return text;
    }
  };
  const replaceNow = (slot: Slot, next: (stored: string | null) => string) => {
    makeFolder();
    const lock = isLocked ? null : waitForLock(lockPath);
    try {
      const text = next(readText(fileOf(slot)));
      written.set(slot, text);
      replaceFileNow(fileOf(slot), text);
    } finally {
      lock?.release();
    }
  };
  const membership = createMembership(folder, { ...options, file: fileOf('session'), wroteLast: () => written.get('session') });
  const store: SessionStore = {
    peek(slot) {
      try {
        return readText(fileOf(slot));
      } catch {
        return null;
      }
    },
    update(slot, next) {
      const updated = queue.then(() => replace(slot, next));
      queue = updated.catch(() => {});
      return updated;
    },
    writeNow: (slot, text) => replaceNow(slot, () => text),
    updateNow: replaceNow,
    async wipe() {
      for (const slot of SLOTS) await store.update(slot, () => null);
      membership.withdraw();
      removeIfEmpty(folder);
    },
    subscribe: membership.subscribe,
    liveContexts: membership.liveContexts,
  };
  return store;
}

/** Others may be at work in it. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or not there.
  }
}

/** Waits in place: a process that ends runs nothing later. */
function waitForLock(path: string): ReturnType<typeof tryLock> {
  const untilMs = performance.now() + LAST_WAIT_MS;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const lock = tryLock(path);
    if (lock || performance.now() > untilMs) return lock;
    Atomics.wait(sleeper, 0, 0, 1);
  }
}

function checkOptions(path: unknown, { contextId, pollEveryMs }: FileStoreOptions): void {
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const faults = [
    isText(path) || `path: expected a non-empty string, came ${preview(path)}`,
    contextId === undefined || isText(contextId) || `contextId: expected a non-empty string, came ${preview(contextId)}`,
    pollEveryMs === undefined || pollEveryMs >= 1 || `pollEveryMs: expected a number of at least 1, came ${preview(pollEveryMs)}`,
  ].filter((fault) => fault !== true);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}

const preview = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : String(value));
