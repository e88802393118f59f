/** Random choices that a seed repeats. */

/** @typedef {{ unit(): number, between(from: number, to: number): number, pick<T>(list: readonly T[]): T, child(): number }} Chance */

/**
 * Mulberry32 (Tommy Ettinger, public domain).
 *
 * @param {number} seed
 * @returns {Chance} `unit` in [0, 1); `child` seeds another
 */
export function createChance(seed) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    unit,
    between: (from, to) => from + unit() * (to - from),
    pick: (list) => /** @type {any} */ (list[Math.floor(unit() * list.length)]),
    child: () => Math.floor(unit() * 2 ** 31),
  };
}
