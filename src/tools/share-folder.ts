import type { SessionPolicy } from '../../machines/policy.ts';
import { createActivityBlock } from './activity-block.ts';
import { createByteTable } from './byte-table.ts';
import type { Reading } from './event-readings.ts';
import { foldCrowd } from './fold-crowd.ts';
import type { PieceReport } from './piece-reader.ts';
import { BLOCK_ROWS, CELLS, type PieceRows } from './piece-rows.ts';
import type { SessionCounts } from './session-tally.ts';

/** What one share of the users comes to. */
export interface ShareResult {
  readonly users: number;
  readonly policies: readonly { readonly policy: string; readonly counts: SessionCounts }[];
}

/** A piece that was read, by the reader of this number. */
export type ReadPiece = Pick<PieceReport, 'newReadings'> & { readonly from: number };

/** Folds one share of the users. It is given all pieces, in order. */
export interface ShareFolder {
  take(piece: ReadPiece, rows: PieceRows): void;
  finish(): ShareResult;
}

interface ShareOptions {
  readonly policies: readonly SessionPolicy[];
  /** As of `simulate`. */
  readonly rowsHeld: number;
  readonly share: number;
}

/** @throws OutOfOrder as `simulate` begins anew for. */
export function createShareFolder({ policies, rowsHeld, share }: ShareOptions): ShareFolder {
  const users = createByteTable();
  const readings: Reading[] = ['activity'];
  const crowd = foldCrowd({ policies }, readings, users.nameOf);
  const held = createActivityBlock(rowsHeld);
  /** By the reader, and its number of a reading. */
  const readingsFrom: number[][] = [];

  const flush = (isLast: boolean) => {
    if (held.size > 0) crowd.fold(held.byUser(users.size), isLast);
    held.clear();
  };
  const learn = ({ from, newReadings }: ReadPiece): readonly number[] => {
    const known = readingsFrom[from] ?? [];
    readingsFrom[from] = known;
    for (const reading of newReadings) {
      const at = readings.indexOf(reading);
      known.push(at >= 0 ? at : readings.push(reading) - 1);
    }
    return known;
  };
  return {
    take(piece, { names, cells, times, heads, stops, nexts }) {
      const known = learn(piece);
      for (let block = heads[share] as number; block >= 0; block = nexts[block] as number) {
        const from = block * BLOCK_ROWS;
        const to = nexts[block] === -1 ? (stops[share] as number) : from + BLOCK_ROWS;
        for (let row = from; row < to; row++) {
          if (held.size === rowsHeld) flush(false);
          const cell = row * CELLS;
          const user = users.intern(names, cells[cell] as number, cells[cell + 1] as number, cells[cell + 2] as number);
          held.push(user, times[row] as number, known[cells[cell + 3] as number] as number);
        }
      }
    },
    finish() {
      flush(true);
      return { users: users.size, policies: crowd.finish() };
    },
  };
}
