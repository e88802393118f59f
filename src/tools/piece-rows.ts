/** Rows of one share of the users stand together in blocks of so many, so that who takes them reads no others. */
export const BLOCK_ROWS = 256;
export const CELLS = 4;

/** The rows of a piece of a file, as columns in memory that threads share. It is used again for one piece after the other. */
export interface PieceRows {
  /** Of users, one after the other. */
  readonly names: Uint8Array;
  /** `CELLS` of each row: where its name begins and ends in `names`, the name's `hashOf`, and the reading as its reader numbers it. */
  readonly cells: Int32Array;
  readonly times: Float64Array;
  /** The first block of each share, and the row where its last one ends. */
  readonly heads: Int32Array;
  readonly stops: Int32Array;
  /** The block that goes on with the same share; -1 where none does. */
  readonly nexts: Int32Array;
}

/** @param room bytes of the longest piece; memory is taken only as rows need it. */
export function createPieceRows(room: number, shares: number): PieceRows {
  // The shortest row is `u,0` and its end.
  const blocks = Math.ceil(room / 4 / BLOCK_ROWS) + shares;
  const rows = blocks * BLOCK_ROWS;
  // A name that is not UTF-8 becomes three times as long at the most.
  const names = room * 3;
  const memory = new SharedArrayBuffer(rows * (CELLS * 4 + 8) + (blocks + 2 * shares) * 4 + names);
  let at = 0;
  const took = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  return {
    times: new Float64Array(memory, took(rows * 8), rows),
    cells: new Int32Array(memory, took(rows * CELLS * 4), rows * CELLS),
    nexts: new Int32Array(memory, took(blocks * 4), blocks),
    heads: new Int32Array(memory, took(shares * 4), shares),
    stops: new Int32Array(memory, took(shares * 4), shares),
    names: new Uint8Array(memory, took(names), names),
  };
}
