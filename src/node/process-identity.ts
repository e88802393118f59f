import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this process for good: where it runs, its pid, and when it started where the system tells that (Linux), since pids
 * are given out again. The place is the host and, on Linux, the pid namespace: the pids of another container say nothing here.
 *
 * @returns text that is fit for a file's name
 */
export function processIdentity(): string {
  own ??= `${placeHash()}-${process.pid}-${statOf(process.pid)?.startTicks ?? 0}`;
  return own;
}
let own: string | undefined;

/** Whether the process of that identity still runs. `unknown`: it belongs to another host or container, or the text names none. */
export function lifeOf(identity: string): 'alive' | 'dead' | 'unknown' {
  const [, place, pid, startTicks] = /^([0-9a-f]{8})-(\d{1,10})-(\d+)$/.exec(identity) ?? [];
  if (place === undefined || !processIdentity().startsWith(`${place}-`)) return 'unknown';
  if (!exists(Number(pid))) return 'dead';
  const stat = statOf(Number(pid));
  if (stat === null) return 'alive';
  return stat.startTicks === Number(startTicks) && !stat.isZombie ? 'alive' : 'dead';
}

function placeHash(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
  }
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 8);
}

/** Signal 0 is sent to nobody. A process of another user answers with EPERM, so it exists. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The fields 3 and 22 of proc(5); the second field is a name in parentheses and may hold anything. `null` outside Linux. */
function statOf(pid: number): { readonly startTicks: number; readonly isZombie: boolean } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { startTicks: Number(fields[19]), isZombie: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return null;
  }
}
