import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lifeOf, processIdentity } from './process-identity.ts';

const MAX_PAUSE_MS = 25;

export interface LockPatience {
  /** Whoever shows one token for so long is taken to be hung, or to run where nobody here can tell whether it lives. Default 5 seconds. */
  readonly leaseMs?: number;
  /** How long to wait at the most. Default 15 seconds. */
  readonly waitMs?: number;
}

/** A lock that is held. */
export interface FileLock {
  /** `false` once others broke it, because this process stood still for longer than the lease. */
  isHeld(): boolean;
  release(): void;
}

/**
 * Takes a lock among all processes that know the path: a file made with O_EXCL that holds its owner's token. Node has no
 * flock(2), which the system would release by itself, and proper-lockfile (4.1.2, of 2021) tells dead owners by their age
 * only, so that after every kill all others would wait for seconds.
 *
 * @throws when the wait was in vain, and where the folder cannot be written.
 */
export async function acquireLock(path: string, { leaseMs = 5_000, waitMs = 15_000 }: LockPatience = {}): Promise<FileLock> {
  const token = createToken();
  const untilMs = performance.now() + waitMs;
  let seen = { holder: '', sinceMs: performance.now() };
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const holder = take(path, token);
    if (holder === null) return hold(path, token);
    const nowMs = performance.now();
    if (nowMs > untilMs) throw new Error(`${path}: expected the lock within ${waitMs} ms, it is held by ${holder}`);
    if (holder !== seen.holder) seen = { holder, sinceMs: nowMs };
    else if (nowMs - seen.sinceMs >= leaseMs) breakLock(path, holder, token);
    await sleep(Math.random() * pauseMs);
  }
}

/** Takes the lock without waiting. @returns `null` where another holds it */
export function tryLock(path: string): FileLock | null {
  const token = createToken();
  return take(path, token) === null ? hold(path, token) : null;
}

/** Whether the file is left over from the breaking of a lock; it lives for less than a millisecond. */
export const isBreakingRight = (name: string): boolean => name.includes('~');

const createToken = () => `${processIdentity()}.${randomBytes(4).toString('hex')}`;

const hold = (path: string, token: string): FileLock => ({
  isHeld: () => holderOf(path) === token,
  release() {
    if (holderOf(path) === token) rmSync(path, { force: true });
  },
});

/** @returns `null` where it is ours now, else who has it; one that is dead has lost it by the next time. */
function take(path: string, token: string): string | null {
  try {
    writeFileSync(path, token, { flag: 'wx', mode: 0o600 });
    return null;
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  const holder = holderOf(path) ?? '';
  const [identity = ''] = holder.split('.');
  if (lifeOf(identity) === 'dead') breakLock(path, holder, token);
  return holder;
}

/** Windows refuses to create a file while another process is deleting it. */
function isTaken(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(code));
}

/**
 * Removes the lock of that holder and of no other. Whoever looks and then removes may remove the lock of the next one, so
 * the right to break this holder's lock is a lock of its own; it may be broken the same way.
 */
function breakLock(path: string, holder: string, token: string): void {
  const right = `${path}~${holder.replaceAll(/[^\w.-]/g, '').slice(0, 64)}`;
  if (take(right, token) !== null) return;
  try {
    hold(path, holder).release();
  } finally {
    hold(right, token).release();
  }
}

/** An owner that was killed between making the file and writing it left it empty; its lease ends that. */
function holderOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
