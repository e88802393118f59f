/** One isolate of `turns`: it says what it times once it is warm, and has a turn whenever it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import { timed, warmUp } from './interleave.mjs';

/** In one turn, of cases that have to be prepared. */
const BATCHES = 8;
const { suite, of } = /** @type {{ suite: string, of: readonly unknown[] }} */ (workerData);
const { casesOf } = await import(suite);
const cases = Object.entries(/** @type {Record<string, import('./interleave.mjs').Case>} */ (await casesOf(...of)));
const counts = new Map(cases.map(([key, one]) => [key, warmUp(one)]));

parentPort?.on('message', () => {
  parentPort?.postMessage(
    Object.fromEntries(
      cases.map(([key, one]) => {
        const count = counts.get(key) ?? 1;
        // Another isolate has had the caches since.
        timed(one, one.batch ?? Math.ceil(count / 4));
        let ms = 0;
        const batches = one.batch === undefined ? 1 : BATCHES;
        for (let i = 0; i < batches; i++) ms += timed(one, count);
        return [key, (ms * 1e6) / (batches * count)];
      }),
    ),
  );
});
parentPort?.postMessage(cases.map(([key]) => key));
