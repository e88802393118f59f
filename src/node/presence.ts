import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBreakingRight } from './file-lock.ts';
import { lifeOf, processIdentity } from './process-identity.ts';
import { readText, TEMPORARY } from './replace-file.ts';

const PREFIX = 'context-';
const LITTER_AFTER_MS = 60_000;
/** Contexts of other hosts and containers: nobody here can tell whether they live. */
const FORGET_AFTER_MS = 86_400_000;

/** Which contexts have the folder open: a file each, which names its process and its id. */
export interface Presence {
  announce(): void;
  withdraw(): void;
  /** Ids of the contexts whose process lives on this host. Throws where the folder cannot be read. */
  list(): Set<string>;
}

export function createPresence(folder: string, contextId: string): Presence {
  const own = join(folder, `${PREFIX}${Buffer.from(contextId).toString('hex').slice(0, 128)}`);
  return {
    announce() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(own, `${processIdentity()} ${contextId}`, { mode: 0o600 });
      sweep(folder);
    },
    withdraw: () => rmSync(own, { force: true }),
    list() {
      const ids = contextFiles(folder).map((name) => contextIn(join(folder, name)));
      return new Set([contextId, ...ids.filter(({ life }) => life === 'alive').map(({ id }) => id)]);
    },
  };
}

const contextFiles = (folder: string) => readdirSync(folder).filter((name) => name.startsWith(PREFIX));

/** Another process may have swept it since the folder was read. */
function contextIn(path: string): { readonly id: string; readonly life: ReturnType<typeof lifeOf> } {
  const [, identity = '', id = ''] = /^(\S+) (.+)$/s.exec(readText(path) ?? '') ?? [];
  return { id, life: lifeOf(identity) };
}

/** Takes away what processes that were killed left behind. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    try {
      const ageMs = Date.now() - statSync(path).mtimeMs;
      const isLitter = (name.endsWith(TEMPORARY) || isBreakingRight(name)) && ageMs > LITTER_AFTER_MS;
      if (isLitter || (name.startsWith(PREFIX) && isGone(path, ageMs))) rmSync(path, { force: true });
    } catch {
      // Another process swept it first.
    }
  }
}

function isGone(path: string, ageMs: number): boolean {
  const { life } = contextIn(path);
  return life === 'dead' || (life === 'unknown' && ageMs > FORGET_AFTER_MS);
}
