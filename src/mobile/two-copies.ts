import type { Slot } from '../provider/platform.ts';
import { seal, unseal } from './sealed-text.ts';

/** What the two copies of a slot hold together. */
export interface Copies {
  readonly text: string | null;
  /** The later of the two; 0 where neither can be read. */
  readonly generation: number;
  /** Where the next text goes, so that the later copy stays whole until it is written. */
  readonly nextKey: string;
  /** A copy is there that cannot be read: a write was cut off, or the storage is damaged. */
  readonly isTorn: boolean;
}

/** The keys of a slot. A scope may be named anything; every storage takes any key but an empty one. */
export const keysOf = (scope: string, slot: Slot): readonly [string, string] => {
  const key = `sessionchart.${scope}.${slot}`;
  return [`${key}.a`, `${key}.b`];
};

/** The later copy that is whole decides. */
export function readCopies([keyA, keyB]: readonly [string, string], storedA: string | null, storedB: string | null): Copies {
  const [a, b] = [unseal(storedA), unseal(storedB)];
  const isLaterB = (b?.generation ?? 0) > (a?.generation ?? 0);
  const later = isLaterB ? b : a;
  return {
    text: later?.text ?? null,
    generation: later?.generation ?? 0,
    nextKey: isLaterB || later === null ? keyA : keyB,
    isTorn: (storedA !== null && a === null) || (storedB !== null && b === null),
  };
}

/** What takes the place of both copies where a storage cannot remove a key: that there is nothing. */
export const noCopies = ({ generation }: Copies): readonly [string, string] => [
  seal({ generation: generation + 1, text: null }),
  seal({ generation: generation + 2, text: null }),
];

export const nextCopy = ({ generation }: Copies, text: string | null): string => seal({ generation: generation + 1, text });
