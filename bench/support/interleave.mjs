/** Measures cases side by side in one process, so that whatever else the machine does hits all of them alike. */

/**
 * @typedef {object} Case
 * @property {(count: number) => unknown} run does the thing `count` times; what it returns is kept, so that it is not optimised away
 * @property {() => void} [between] is called between two batches, untimed
 * @property {number} [batch] how often, where `between` prepares so many
 */

const BATCH_MS = 1;
const WARM_UP_MS = 150;
/** Where results go. */
const sink = { last: /** @type {unknown} */ (null) };

/** @param {Case} one @param {number} count @returns {number} milliseconds */
export function timed({ run, between }, count) {
  between?.();
  const startMs = performance.now();
  sink.last = run(count);
  return performance.now() - startMs;
}

/**
 * How often fits into a batch, once the engine has compiled it.
 *
 * @param {Case} one
 */
export function warmUp(one) {
  let count = one.batch ?? 1;
  for (const untilMs = performance.now() + WARM_UP_MS; performance.now() < untilMs; ) {
    if (timed(one, count) < BATCH_MS && one.batch === undefined && count < 1e7) count *= 2;
  }
  return count;
}

/**
 * The smallest value that at least this share does not exceed.
 *
 * @param {readonly number[]} values
 * @param {number} share
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * @template {string} Name
 * @param {Readonly<Record<Name, Case>>} cases
 * @param {{ rounds?: number }} [options] rounds in which each case has one batch of about a millisecond
 * @returns {Record<Name, number>} nanoseconds a time: the median of the batches
 */
export function interleave(cases, { rounds = 150 } = {}) {
  const measured = Object.entries(cases).map(([name, one]) => {
    const each = /** @type {Case} */ (one);
    return { name, one: each, count: warmUp(each), ns: /** @type {number[]} */ ([]) };
  });
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < measured.length; i++) {
      const turn = measured[(i + round) % measured.length];
      turn?.ns.push((timed(turn.one, turn.count) * 1e6) / turn.count);
    }
  }
  return /** @type {Record<Name, number>} */ (Object.fromEntries(measured.map(({ name, ns }) => [name, quantile(ns, 0.5)])));
}
