import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { cutCsv } from '../tools/csv-pieces.ts';
import type { ActivitySource, SimulateOptions, Simulation } from '../tools/index.ts';
import type { PieceReport } from '../tools/row-parcels.ts';
import { tallyOf } from '../tools/session-tally.ts';
import type { FromWorker, ToWorker, WorkerTask } from './simulate-worker.ts';

/** Rows that all workers hold, as `simulate` does alone. */
const ROWS_HELD = 1 << 22;
/** Pieces that wait for a worker. */
const AHEAD = 2;

export interface OnWorkers {
  /** What a worker thread runs; it is given a `WorkerTask`. */
  readonly script: URL;
  readonly count: number;
}

/**
 * As `simulate`, with several threads: each reads a part of the rows and folds a part of the users.
 *
 * @returns `null` where the input is not such that it can be shared out.
 */
export async function simulateOnWorkers(
  sources: readonly ActivitySource[],
  options: SimulateOptions,
  { script, count }: OnWorkers,
): Promise<Simulation | null> {
  const files = [];
  for (const source of sources) {
    const cut = source.reopens ? await cutCsv(source, options) : null;
    if (cut === null) return null;
    files.push({ source: source.name, ...cut });
  }
  const crew = createCrew({ script, count }, options);
  try {
    const owners: { readonly source: string; readonly linesBefore: number }[] = [];
    for (const { source, linesBefore, headerBytes, timeUnit, pieces } of files) {
      for await (const bytes of pieces) {
        const index = owners.push({ source, linesBefore }) - 1;
        await crew.give({ piece: { index, source, bytes, headerBytes, columns: options.columns ?? {}, timeUnit } }, bytes.buffer);
      }
    }
    const { reports, results } = await crew.finish(owners.length);
    const badLines = tellBadLines(reports, owners, options);
    const total = reports.reduce((sum, { rows }) => sum + rows, 0);
    return {
      events: total,
      users: results.reduce((sum, { result }) => sum + result.users, 0),
      fromMs: total > 0 ? Math.min(...reports.map(({ fromMs }) => fromMs)) : null,
      toMs: total > 0 ? Math.max(...reports.map(({ toMs }) => toMs)) : null,
      readings: sumTold(results.map(({ told }) => told)),
      badLines,
      policies: options.policies.map(({ name }, i) => ({
        policy: name,
        ...tallyOf(
          results.flatMap(({ result }) => result.policies[i]?.counts ?? []),
          total,
        ),
      })),
    };
  } catch (error) {
    if (!(error instanceof Disorder)) throw error;
    options.onRestart?.(error.message);
    return simulateOnWorkers(sources, { ...options, rowsHeld: Infinity }, { script, count });
  } finally {
    await crew.dismiss();
  }
}

type Result = Extract<FromWorker, { result: unknown }>;

/** The rows of a user are too far out of order for a part of the memory. */
class Disorder extends Error {}

function createCrew({ script, count }: OnWorkers, { policies, readings, rowsHeld = ROWS_HELD }: SimulateOptions) {
  const reports: PieceReport[] = [];
  const results: Result[] = [];
  const load = new Int32Array(count);
  let failure: Error | null = null;
  let wake = () => {};
  const peers: (MessagePort | null)[][] = Array.from({ length: count }, () => Array<MessagePort | null>(count).fill(null));
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const { port1, port2 } = new MessageChannel();
      (peers[a] as (MessagePort | null)[])[b] = port1;
      (peers[b] as (MessagePort | null)[])[a] = port2;
    }
  }
  const workers = peers.map((own, index) => {
    const task: WorkerTask = { index, policies, readings, rowsHeld: Math.ceil(rowsHeld / count), peers: own };
    const worker = new Worker(script, { workerData: task, transferList: own.filter((port) => port !== null) });
    worker.on('message', (message: FromWorker) => {
      if ('report' in message) {
        reports[message.report.index] = message.report;
        load[index] = (load[index] as number) - 1;
      } else if ('result' in message) results.push(message);
      else failure = new Disorder(message.disorder);
      wake();
    });
    worker.on('error', (error) => {
      failure = error;
      wake();
    });
    return worker;
  });
  const until = async (isDone: () => boolean) => {
    while (!isDone() && failure === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure) throw failure;
  };
  return {
    /** Waits until somebody has little to do. */
    async give(message: ToWorker, buffer: ArrayBuffer) {
      await until(() => load.some((pieces) => pieces < AHEAD));
      const idlest = load.indexOf(Math.min(...load));
      load[idlest] = (load[idlest] as number) + 1;
      workers[idlest]?.postMessage(message, [buffer]);
    },
    async finish(pieces: number) {
      for (const worker of workers) worker.postMessage({ pieces } satisfies ToWorker);
      await until(() => results.length === count);
      return { reports, results };
    },
    dismiss: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

/** Tells bad lines in order, by their number in the file. */
function tellBadLines(
  reports: readonly PieceReport[],
  owners: readonly { readonly source: string; readonly linesBefore: number }[],
  { onBadLine }: SimulateOptions,
): Simulation['badLines'] {
  const counts = new Map<string, number>();
  let before = 0;
  reports.forEach(({ bad, lines }, i) => {
    const { source = '', linesBefore = 0 } = owners[i] ?? {};
    if (owners[i - 1]?.source !== source) before = linesBefore;
    for (const [line, fault] of bad) onBadLine?.({ source, line: before + line + 1, fault });
    if (bad.length > 0) counts.set(source, (counts.get(source) ?? 0) + bad.length);
    before += lines;
  });
  return [...counts].map(([source, count]) => ({ source, count }));
}

function sumTold(all: readonly Result['told'][]): Simulation['readings'] {
  const sums = new Map<string, Result['told'][number]>();
  for (const one of all.flat()) sums.set(one.event, { ...one, count: (sums.get(one.event)?.count ?? 0) + one.count });
  return [...sums.values()].sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
}
