import type { SessionPolicy } from './policy.ts';

/** FNV-1a over the UTF-16 units, then a finisher (MurmurHash3's), so that neighbouring ids fall apart: a number in [0, 1). */
export function hashToUnit(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Whether the policy keeps the session of this id. By id every context of every version decides alike. */
export const isSampled = (sampling: SessionPolicy['sampling'], id: string, random: () => number): boolean =>
  sampling === undefined || (sampling.by === 'id' ? hashToUnit(id) : random()) < sampling.ratio;
