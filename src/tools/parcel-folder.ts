import type { SessionPolicy } from '../../machines/policy.ts';
import { createActivityBlock } from './activity-block.ts';
import { createByteTable } from './byte-table.ts';
import type { Reading } from './event-readings.ts';
import { foldCrowd } from './fold-crowd.ts';
import type { Parcel } from './row-parcels.ts';
import type { SessionCounts } from './session-tally.ts';

/** What one share of the users comes to. */
export interface ShareResult {
  readonly users: number;
  readonly policies: readonly { readonly policy: string; readonly counts: SessionCounts }[];
}

/** Folds one share of the users. Parcels may come in any order, they are taken in that of their pieces. */
export interface ParcelFolder {
  take(parcel: Parcel): void;
  /** Pieces whose parcels were taken. */
  readonly taken: number;
  finish(): ShareResult;
}

/** @param rowsHeld as of `simulate`. @throws OutOfOrder as `simulate` begins anew for. */
export function createParcelFolder(policies: readonly SessionPolicy[], rowsHeld: number): ParcelFolder {
  const users = createByteTable();
  const readings: Reading[] = ['activity'];
  const crowd = foldCrowd({ policies }, readings, users.nameOf);
  const block = createActivityBlock(rowsHeld);
  const waiting = new Map<number, Parcel>();
  const userOf: Int32Array[] = [];
  let taken = 0;

  const flush = (isLast: boolean) => {
    if (block.size > 0) crowd.fold(block.byUser(users.size), isLast);
    block.clear();
  };
  const learn = ({ from, newUsers }: Parcel): Int32Array => {
    let known = userOf[from] ?? new Int32Array(1 << 10);
    for (const [number, name] of newUsers) {
      if (number >= known.length) {
        const old = known;
        known = new Int32Array(Math.max(number + 1, old.length * 2));
        known.set(old);
      }
      known[number] = users.intern(name, 0, name.length);
    }
    userOf[from] = known;
    return known;
  };
  const numbersOf = ({ known }: Parcel) =>
    Uint16Array.from(known, (reading) => {
      const at = readings.indexOf(reading);
      return at >= 0 ? at : readings.push(reading) - 1;
    });
  const fold = (parcel: Parcel) => {
    const ownUsers = learn(parcel);
    const ownReadings = numbersOf(parcel);
    for (let row = 0; row < parcel.users.length; row++) {
      if (block.size === rowsHeld) flush(false);
      const user = ownUsers[parcel.users[row] as number] as number;
      block.push(user, parcel.times[row] as number, ownReadings[parcel.readings[row] as number] as number);
    }
  };
  return {
    take(parcel) {
      waiting.set(parcel.index, parcel);
      for (let next = waiting.get(taken); next; next = waiting.get(taken)) {
        waiting.delete(taken++);
        fold(next);
      }
    },
    get taken() {
      return taken;
    },
    finish() {
      flush(true);
      return { users: users.size, policies: crowd.finish() };
    },
  };
}
