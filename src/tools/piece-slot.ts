/** A piece of a file and its rows as columns, in memory that threads share. It is used again for one piece after the other. */
export interface PieceSlot {
  readonly bytes: Uint8Array;
  /** The user's name within `bytes`; a negative start counts, from -1 down, the names that are not in there as such. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** `hashOf` the name. */
  readonly hashes: Int32Array;
  readonly times: Float64Array;
  /** As the reader numbers them. */
  readonly readings: Uint16Array;
  /** The first row of each share of the users, and the next one of the same; -1 where there is none. */
  readonly heads: Int32Array;
  readonly nexts: Int32Array;
}

const ROW_BYTES = 26;

/** @param room bytes of the longest piece; memory is taken only as rows need it. */
export function createPieceSlot(room: number, shares: number): PieceSlot {
  // The shortest row is `u,0` and its end.
  const rows = Math.ceil(room / 4) + 1;
  const memory = new SharedArrayBuffer(rows * ROW_BYTES + room + shares * 4 + 8);
  let at = 0;
  const took = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  return {
    times: new Float64Array(memory, took(rows * 8), rows),
    starts: new Int32Array(memory, took(rows * 4), rows),
    ends: new Int32Array(memory, took(rows * 4), rows),
    hashes: new Int32Array(memory, took(rows * 4), rows),
    nexts: new Int32Array(memory, took(rows * 4), rows),
    heads: new Int32Array(memory, took(shares * 4), shares),
    readings: new Uint16Array(memory, took(rows * 2), rows),
    bytes: new Uint8Array(memory, took(room), room),
  };
}
