/** Numbers names as they come: the same bytes have the same number, counted from 0. */
export interface ByteTable {
  readonly size: number;
  /** @param hash `hashOf` the name, where it is known. @returns the number of the name in `bytes[start, end)`. */
  intern(bytes: Uint8Array, start: number, end: number, hash?: number): number;
  /** @returns the name, decoded as UTF-8; empty for a number never given. */
  nameOf(index: number): string;
}

const decoder = new TextDecoder();

export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

const grown = <T extends Int32Array | Uint8Array>(from: T, into: T): T => {
  into.set(from as never);
  return into;
};

/** What a slot holds, side by side: to find a name costs a look at one place, and one at the name. */
const NUMBER_PLUS_1 = 0;
const HASH = 1;
const START = 2;
const END = 3;
const SLOT_BITS = 2;
const SLOT = 1 << SLOT_BITS;

/** Open addressing over bytes: no string is made for a row, as a `Map` would need one for every field. */
export function createByteTable(): ByteTable {
  let names = new Uint8Array(1 << 12);
  let ends = new Int32Array(1 << 8);
  /** A power of two of slots, at least twice as many as names; where the number is 0 it is free. */
  let slots = new Int32Array(SLOT << 10);

  const startOf = (index: number) => (index === 0 ? 0 : (ends[index - 1] as number));
  const isName = (at: number, bytes: Uint8Array, start: number, end: number) => {
    const to = slots[at + END] as number;
    let from = slots[at + START] as number;
    if (to - from !== end - start) return false;
    for (let i = start; from < to; i++) if (bytes[i] !== names[from++]) return false;
    return true;
  };
  const slotFor = (hash: number) => {
    let at = (hash << SLOT_BITS) & (slots.length - 1);
    while (slots[at] !== 0) at = (at + SLOT) & (slots.length - 1);
    return at;
  };
  const spread = () => {
    const old = slots;
    slots = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += SLOT)
      if (old[at] !== 0) slots.set(old.subarray(at, at + SLOT), slotFor(old[at + HASH] as number));
  };
  const append = (hash: number, bytes: Uint8Array, start: number, end: number) => {
    const from = startOf(table.size);
    const to = from + end - start;
    if (to > names.length) names = grown(names, new Uint8Array(Math.max(to, names.length * 2)));
    if (table.size === ends.length) ends = grown(ends, new Int32Array(table.size * 2));
    names.set(bytes.subarray(start, end), from);
    ends[table.size] = to;
    if (table.size * 2 * SLOT >= slots.length) spread();
    const at = slotFor(hash);
    slots[at + NUMBER_PLUS_1] = table.size + 1;
    slots[at + HASH] = hash;
    slots[at + START] = from;
    slots[at + END] = to;
    return table.size++;
  };

  /** Plain fields: V8 looks an object literal with accessors up like a dictionary, at each call of its methods. */
  const table = {
    size: 0,
    intern(bytes: Uint8Array, start: number, end: number, known?: number): number {
      const hash = known ?? hashOf(bytes, start, end);
      for (let at = (hash << SLOT_BITS) & (slots.length - 1); ; at = (at + SLOT) & (slots.length - 1)) {
        const number = slots[at] as number;
        if (number === 0) return append(hash, bytes, start, end);
        if (slots[at + HASH] === hash && isName(at, bytes, start, end)) return number - 1;
      }
    },
    nameOf: (index: number) => (index >= 0 && index < table.size ? decoder.decode(names.subarray(startOf(index), ends[index])) : ''),
  };
  return table;
}
