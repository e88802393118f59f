/** Random numbers from a seed, the same on every machine (mulberry32). */
export interface Random {
  /** In [0, 1). */
  unit(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(options: readonly [T, ...T[]]): T;
  /** Each with the odds given. */
  some<T>(options: readonly T[], odds?: number): T[];
  chance(odds: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(unit() * (most - least + 1));
  return {
    unit,
    whole,
    pick: (options) => options[whole(0, options.length - 1)] ?? options[0],
    some: (options, odds = 0.5) => options.filter(() => unit() < odds),
    chance: (odds) => unit() < odds,
  };
}
