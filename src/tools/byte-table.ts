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

/** Open addressing over bytes: no string is made for a row, as a `Map` would need one for every field. */
export function createByteTable(): ByteTable {
  let names = new Uint8Array(1 << 12);
  let ends = new Int32Array(1 << 8);
  let hashes = new Int32Array(1 << 8);
  /** Number plus one; 0 is free. Its length is a power of two, at least twice the size. */
  let slots = new Int32Array(1 << 10);
  let last = -1;

  const startOf = (index: number) => (index === 0 ? 0 : (ends[index - 1] as number));
  const isNamed = (index: number, bytes: Uint8Array, start: number, end: number) => {
    let at = startOf(index);
    if ((ends[index] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== names[at++]) return false;
    return true;
  };
  const slotFor = (hash: number) => {
    let slot = hash & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    return slot;
  };
  const append = (hash: number, bytes: Uint8Array, start: number, end: number) => {
    const from = startOf(table.size);
    const to = from + end - start;
    if (to > names.length) names = grown(names, new Uint8Array(Math.max(to, names.length * 2)));
    if (table.size === ends.length) {
      ends = grown(ends, new Int32Array(table.size * 2));
      hashes = grown(hashes, new Int32Array(table.size * 2));
    }
    names.set(bytes.subarray(start, end), from);
    ends[table.size] = to;
    hashes[table.size] = hash;
    if (table.size * 2 >= slots.length) {
      slots = new Int32Array(slots.length * 2);
      for (let index = 0; index < table.size; index++) slots[slotFor(hashes[index] as number)] = index + 1;
    }
    slots[slotFor(hash)] = table.size + 1;
    return table.size++;
  };

  /** Plain fields: V8 looks an object literal with accessors up like a dictionary, at each call of its methods. */
  const table = {
    size: 0,
    intern(bytes: Uint8Array, start: number, end: number, known?: number): number {
      if (last >= 0 && isNamed(last, bytes, start, end)) return last;
      const hash = known ?? hashOf(bytes, start, end);
      for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
        const index = (slots[slot] as number) - 1;
        if (index < 0) {
          last = append(hash, bytes, start, end);
          return last;
        }
        if (hashes[index] === hash && isNamed(index, bytes, start, end)) {
          last = index;
          return index;
        }
      }
    },
    nameOf: (index: number) => (index >= 0 && index < table.size ? decoder.decode(names.subarray(startOf(index), ends[index])) : ''),
  };
  return table;
}
