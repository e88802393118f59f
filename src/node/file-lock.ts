import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lifeOf, processIdentity } from './process-identity.ts';
import { TEMPORARY } from './replace-file.ts';

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
 * Takes a lock among all processes that know the path: a file that holds its owner's token, and that link(2) makes for one
 * of them only, content and all. O_EXCL alone makes it empty at first, and one kill in fifteen fell in between. Node has no
 * flock(2), which the system would release by itself, and proper-lockfile (4.1.2, of 2021) tells dead owners by their age
 * only, so that after every kill all others would wait for seconds.
 *
 * @throws when the wait was in vain, and where the folder cannot be written.
 */
export async function acquireLock(path: string, { leaseMs = 5_000, waitMs = 15_000 }: LockPatience = {}): Promise<FileLock> {
  const claim = createClaim(path);
  const untilMs = performance.now() + waitMs;
  let seen = { holder: '', sinceMs: performance.now() };
  try {
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      const holder = take(path, claim);
      if (holder === null) return hold(path, claim.token);
      const nowMs = performance.now();
      if (nowMs > untilMs) throw new Error(`${path}: expected the lock within ${waitMs} ms, it is held by ${holder}`);
      if (holder !== seen.holder) seen = { holder, sinceMs: nowMs };
      else if (nowMs - seen.sinceMs >= leaseMs) breakLock(path, holder, claim);
      await sleep(Math.random() * pauseMs);
    }
  } finally {
    rmSync(claim.file, { force: true });
  }
}

/** Takes the lock without waiting. @returns `null` where another holds it */
export function tryLock(path: string): FileLock | null {
  const claim = createClaim(path);
  try {
    return take(path, claim) === null ? hold(path, claim.token) : null;
  } finally {
    rmSync(claim.file, { force: true });
  }
}

/** Whether the file is left over from the breaking of a lock; it lives for less than a millisecond. */
export const isBreakingRight = (name: string): boolean => name.includes('~');

/** Who wants it, in a file that becomes the lock. */
interface Claim {
  readonly token: string;
  readonly file: string;
}

function createClaim(path: string): Claim {
  const token = `${processIdentity()}.${randomBytes(4).toString('hex')}`;
  const file = `${path}.${token}${TEMPORARY}`;
  writeFileSync(file, token, { flag: 'wx', mode: 0o600 });
  return { token, file };
}

const hold = (path: string, token: string): FileLock => ({
  isHeld: () => holderOf(path) === token,
  release() {
    if (holderOf(path) === token) rmSync(path, { force: true });
  },
});

/** @returns `null` where it is ours now, else who has it; one that is dead has lost it by the next time. */
function take(path: string, claim: Claim): string | null {
  if (make(path, claim)) return null;
  const holder = holderOf(path) ?? '';
  const [identity = ''] = holder.split('.');
  if (lifeOf(identity) === 'dead') breakLock(path, holder, claim);
  return holder;
}

/** @returns `false` where it is there already */
function make(path: string, { token, file }: Claim): boolean {
  const { code } = attempt(() => linkSync(file, path));
  if (code === 'ENOENT') throw new Error(`${path}: expected a folder that can be written`);
  if (code === undefined || code === 'EEXIST') return code === undefined;
  // No hard links here (exFAT, some network file systems): an owner killed in between leaves it empty until the lease ends.
  const { code: refusal } = attempt(() => writeFileSync(path, token, { flag: 'wx', mode: 0o600 }));
  // Windows refuses to create a file while another process is deleting it.
  if (refusal === undefined || refusal === 'EEXIST' || process.platform === 'win32') return refusal === undefined;
  throw new Error(`${path}: expected a folder that can be written, came ${refusal}`);
}

function attempt(run: () => void): { readonly code?: string } {
  try {
    run();
    return {};
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/**
 * Removes the lock of that holder and of no other. Whoever looks and then removes may remove the lock of the next one, so
 * the right to break this holder's lock is a lock of its own; it may be broken the same way.
 */
function breakLock(path: string, holder: string, claim: Claim): void {
  const right = `${path}~${holder.replaceAll(/[^\w.-]/g, '').slice(0, 64)}`;
  if (take(right, claim) !== null) return;
  try {
    hold(path, holder).release();
  } finally {
    hold(right, claim.token).release();
  }
}

/** @returns `null` where nobody has it */
function holderOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
