import type { SessionPolicy } from '../../machines/policy.ts';
import { createActivityBlock } from './activity-block.ts';
import { createByteTable } from './byte-table.ts';
import type { Reading } from './event-readings.ts';
import { foldCrowd } from './fold-crowd.ts';
import type { PieceReport } from './piece-reader.ts';
import type { PieceSlot } from './piece-slot.ts';
import type { SessionCounts } from './session-tally.ts';

/** What one share of the users comes to. */
export interface ShareResult {
  readonly users: number;
  readonly policies: readonly { readonly policy: string; readonly counts: SessionCounts }[];
}

/** A piece that was read, by the reader of this number. */
export type ReadPiece = Pick<PieceReport, 'names' | 'newReadings'> & { readonly from: number };

/** Folds one share of the users. It is given all pieces, in order. */
export interface ShareFolder {
  take(piece: ReadPiece, slot: PieceSlot): void;
  finish(): ShareResult;
}

interface ShareOptions {
  readonly policies: readonly SessionPolicy[];
  /** As of `simulate`. */
  readonly rowsHeld: number;
  readonly share: number;
}

const encoder = new TextEncoder();

/** @throws OutOfOrder as `simulate` begins anew for. */
export function createShareFolder({ policies, rowsHeld, share }: ShareOptions): ShareFolder {
  const users = createByteTable();
  const readings: Reading[] = ['activity'];
  const crowd = foldCrowd({ policies }, readings, users.nameOf);
  const block = createActivityBlock(rowsHeld);
  /** By the reader, and its number of a reading. */
  const readingsFrom: number[][] = [];

  const flush = (isLast: boolean) => {
    if (block.size > 0) crowd.fold(block.byUser(users.size), isLast);
    block.clear();
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
  const internText = (text = '') => {
    const name = encoder.encode(text);
    return users.intern(name, 0, name.length);
  };
  return {
    take(piece, { bytes, starts, ends, hashes, times, readings: numbers, heads, nexts }) {
      const known = learn(piece);
      for (let row = heads[share] as number; row >= 0; row = nexts[row] as number) {
        if (block.size === rowsHeld) flush(false);
        const start = starts[row] as number;
        const user =
          start < 0 ? internText(piece.names[-start - 1]) : users.intern(bytes, start, ends[row] as number, hashes[row] as number);
        block.push(user, times[row] as number, known[numbers[row] as number] as number);
      }
    },
    finish() {
      flush(true);
      return { users: users.size, policies: crowd.finish() };
    },
  };
}
