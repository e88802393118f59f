/**
 * Measures cases of one process that share their moments, but no compiled code: each in an isolate of its own, by turns of about a
 * millisecond. Where cases run through the same functions, the engine compiles those for what all of them do, and for the first of them.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const WORKER = new URL('./turns-worker.mjs', import.meta.url);

/** @typedef {Record<string, Record<string, number[]>>} Turns nanoseconds a time, by name and key, one of each round */

/**
 * @param {string} suite a module that exports `casesOf(...of)`: what is to be timed, by key
 * @param {Readonly<Record<string, readonly unknown[]>>} isolates what `casesOf` is given, by name
 * @param {{ rounds?: number }} [options] rounds in which each isolate has one turn, the order drawn anew
 * @returns {Promise<Turns>}
 */
export async function turns(suite, isolates, { rounds = 100 } = {}) {
  const running = await Promise.all(Object.entries(isolates).map(([name, of]) => start(suite, name, of)));
  for (let round = 0; round < rounds; round++) for (const one of shuffled(running)) await turn(one);
  await Promise.all(running.map(({ worker }) => worker.terminate()));
  return Object.fromEntries(running.map(({ name, ns }) => [name, ns]));
}

/** @typedef {{ name: string, worker: Worker, ns: Record<string, number[]> }} Isolate */

/** @param {string} suite @param {string} name @param {readonly unknown[]} of @returns {Promise<Isolate>} once it is warm */
async function start(suite, name, of) {
  const worker = new Worker(WORKER, { workerData: { suite, of } });
  const [keys] = /** @type {[string[]]} */ (await once(worker, 'message'));
  return { name, worker, ns: Object.fromEntries(keys.map((key) => [key, []])) };
}

/** @param {Isolate} isolate */
async function turn({ worker, ns }) {
  worker.postMessage('turn');
  const [measured] = /** @type {[Record<string, number>]} */ (await once(worker, 'message'));
  for (const [key, one] of Object.entries(measured)) ns[key]?.push(one);
}

/** @template One @param {readonly One[]} list */
const shuffled = (list) =>
  list
    .map((one) => ({ one, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
