/**
 * `npm run e2e:delivery [RUNS [FIRST_SEED]]`: 10,000 lives of an app with faults of the network, of the disk and of itself, each by its
 * seed and on virtual time. Its telemetry goes through the batch processors of OpenTelemetry and the delivery ledger; what arrived is
 * audited, and the verdicts, and the counts of the seals, are compared with what really happened; what is wrong is printed as it is
 * found. `npm run e2e:delivery -- story SEED` tells one.
 */
import { fork } from 'node:child_process';
import { register } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './bootstrap.mjs';
import { ensureLine, LINES } from './otel-lines.mjs';

const SELF = fileURLToPath(import.meta.url);
/** Seeds that a process is given at once. */
const CHUNK = 100;
const [first = '10000', second = '1'] = process.argv.slice(2);

/** @typedef {Pick<import('../test/otel/delivery-judgement.ts').Judgement, 'id' | 'truth' | 'isCut' | 'verdict' | 'fault' | 'why'> & { seed: number }} Judged */

if (process.send) await work();
else if (first === 'story') await story(Number(second));
else await judge(Number(first), Number(second));

async function simulator() {
  register('./typescript-hooks.mjs', import.meta.url);
  const { simulate } = await import('../test/otel/delivery-simulation.ts');
  const sdks = await Promise.all(LINES.map((line) => import(`../test/${line}/sdk.mjs`)));
  return (/** @type {number} */ seed) => simulate(seed, sdks[seed % sdks.length]);
}

/** A process of its own: gets a seed, tells what came of it and the next ones. */
async function work() {
  const simulate = await simulator();
  process.on('message', async (/** @type {{ from: number, to: number }} */ { from, to }) => {
    /** @type {Judged[]} */
    const judged = [];
    for (let seed = from; seed < to; seed++) {
      const { judgements } = await simulate(seed);
      judged.push(...judgements.map((one) => ({ ...one, seed })));
    }
    process.send?.(judged);
  });
  process.send?.([]);
}

/** @param {number} seed */
async function story(seed) {
  prepare();
  const { story: lines, judgements } = await (await simulator())(seed);
  console.log(lines.join('\n'));
  console.table(judgements.map(({ why, ...one }) => one));
}

/** @param {number} runs @param {number} firstSeed */
async function judge(runs, firstSeed) {
  prepare();
  /** @type {Judged[]} */
  const all = [];
  let next = firstSeed;
  const startMs = Date.now();
  const worker = () =>
    new Promise((/** @type {(value?: undefined) => void} */ resolve, reject) => {
      const child = fork(SELF, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.on('message', (/** @type {Judged[]} */ judged) => {
        all.push(...judged);
        for (const { seed, id, verdict, fault, why } of judged.filter(isWrong)) {
          console.log(`FAILED seed ${seed}, ${id}: ${fault}: ${verdict}, though ${why}`);
        }
        if (next >= firstSeed + runs) return child.disconnect();
        const from = next;
        next = Math.min(from + CHUNK, firstSeed + runs);
        child.send({ from, to: next });
      });
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, worker));
  print(all, runs);
  console.log(`${((Date.now() - startMs) / 1_000).toFixed(0)} s`);
}

/** @param {Judged} judged */
function isWrong({ fault }) {
  return fault !== null && fault !== 'presumed';
}

function prepare() {
  ensureInstalled();
  for (const line of LINES) ensureLine(line);
}

/** @param {readonly Judged[]} all @param {number} runs */
function print(all, runs) {
  const verdicts = [...new Set(all.map(({ verdict }) => verdict))].sort();
  const groups = /** @type {const} */ (['complete', 'incomplete']).flatMap((truth) => [false, true].map((isCut) => ({ truth, isCut })));
  const share = (/** @type {number} */ count, /** @type {number} */ of) => `${((100 * count) / Math.max(1, of)).toFixed(2)} %`;
  console.log(`${runs} runs, ${all.length} sessions: what was so, and what the audit says\n`);
  console.log(['', ...verdicts].map((name, i) => name.padStart(i === 0 ? 32 : name.length + 3)).join(''));
  for (const { truth, isCut } of groups) {
    const row = all.filter((one) => one.truth === truth && one.isCut === isCut);
    const counts = verdicts.map((verdict) => row.filter((one) => one.verdict === verdict).length);
    const name = `${truth}, ${isCut ? 'a context was cut off' : 'all ended in order'}`;
    console.log([name.padStart(32), ...counts.map((count, i) => String(count).padStart((verdicts[i] ?? '').length + 3))].join(''));
  }
  const cut = all.filter(({ isCut }) => isCut);
  const unknown = (/** @type {readonly Judged[]} */ of) => of.filter(({ verdict }) => verdict === 'unknown').length;
  console.log(`\nunknown: ${share(unknown(all), all.length)} of all, ${share(unknown(cut), cut.length)} where a context was cut off`);
  const presumed = all.filter(({ fault }) => fault === 'presumed');
  const ofPresumed = all.filter(({ verdict }) => verdict === 'presumed complete');
  console.log(`presumed complete, and what came after the last checkpoint was lost: ${presumed.length} of ${ofPresumed.length}`);
  const wrong = all.filter(isWrong);
  const isCovered = all.length > runs && groups.every(({ truth, isCut }) => all.some((one) => one.truth === truth && one.isCut === isCut));
  if (!isCovered) console.log('FAILED too little happened');
  console.log(wrong.length === 0 && isCovered ? 'ok' : `${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 && isCovered ? 0 : 1;
}
