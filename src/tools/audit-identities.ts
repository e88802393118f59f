/** 64 bits of a text. Two texts share them once in 10^19, which is what a count can be wrong by. */
export interface TextHash {
  readonly high: number;
  readonly low: number;
}

export interface IdentitySet {
  /**
   * Remembers that `owner` has what the hash stands for.
   *
   * @returns `full` where it is not among those remembered and there is no room for more
   */
  add(hash: TextHash, owner: number): 'new' | 'known' | 'full';
}

/** Every step can be undone, so that what went in different comes out different. */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

export function hashOf(text: string): TextHash {
  let high = 0xdeadbeef ^ text.length;
  let low = 0x41c6ce57 ^ text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
    high = (high << 13) | (high >>> 19);
    low = (low << 15) | (low >>> 17);
  }
  return { high: mixed(high ^ Math.imul(low, 0x27d4eb2f)), low: mixed(low ^ Math.imul(high, 0x165667b1)) };
}

const FIRST_SLOTS = 1 << 10;
const MAX_LOAD = 0.6;

/** Open addressing, 14 to 27 bytes for each identity. */
export function createIdentitySet(max: number): IdentitySet {
  let size = 0;
  /** High and low half of each slot; both 0 where it is free. */
  let slots = new Uint32Array(2 * FIRST_SLOTS);

  /** @returns where the pair is, or where it would be */
  const slotFor = (high: number, low: number): number => {
    const mask = slots.length / 2 - 1;
    for (let slot = (high ^ low) & mask; ; slot = (slot + 1) & mask) {
      const at = 2 * slot;
      const isFree = slots[at] === 0 && slots[at + 1] === 0;
      if (isFree || (slots[at] === high && slots[at + 1] === low)) return at;
    }
  };
  const put = (at: number, high: number, low: number) => {
    slots[at] = high;
    slots[at + 1] = low;
  };
  const grow = () => {
    const before = slots;
    slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 2) {
      const high = before[at] as number;
      const low = before[at + 1] as number;
      if (high !== 0 || low !== 0) put(slotFor(high, low), high, low);
    }
  };

  return {
    add(hash, owner) {
      const high = mixed(hash.high ^ Math.imul(owner + 1, 0x9e3779b1));
      const low = mixed(hash.low ^ Math.imul(owner + 1, 0x7feb352d)) || 1;
      const at = slotFor(high, low);
      if (slots[at] === high && slots[at + 1] === low) return 'known';
      if (size >= max) return 'full';
      put(at, high, low);
      size++;
      if (size > (slots.length / 2) * MAX_LOAD) grow();
      return 'new';
    },
  };
}
