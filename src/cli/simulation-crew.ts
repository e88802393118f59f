import { Worker } from 'node:worker_threads';
import { PIECE_ROOM } from '../tools/csv-pieces.ts';
import type { SimulateOptions } from '../tools/index.ts';
import type { CsvPiece, PieceReport } from '../tools/piece-reader.ts';
import { createPieceSlot } from '../tools/piece-slot.ts';
import type { FromWorker, ToWorker, WorkerTask } from './simulate-worker.ts';

/** Rows that all workers hold, as `simulate` does alone. */
const ROWS_HELD = 1 << 22;
/** Pieces that are on their way at once, for each worker. */
const SLOTS_EACH = 4;

export interface OnWorkers {
  /** What a worker thread runs; it is given a `WorkerTask`. */
  readonly script: URL;
  readonly count: number;
  /** Default: 1 MiB. */
  readonly pieceBytes?: number;
}

export type WorkerResult = Extract<FromWorker, { result: unknown }>;

/** The rows of a user are too far out of order for a part of the memory. */
export class Disorder extends Error {}

/** Threads that share the work: each piece is read by one of them, and then each takes from it the rows of its share of the users. */
export function createCrew({ script, count }: OnWorkers, { policies, readings, rowsHeld = ROWS_HELD }: SimulateOptions) {
  const slots = Array.from({ length: count * SLOTS_EACH }, () => createPieceSlot(PIECE_ROOM, count));
  const free = slots.map((_, slot) => slot);
  /** Workers that have not taken their rows yet, by slot. */
  const untaken = new Int32Array(slots.length);
  const toRead = new Int32Array(count);
  const reports: PieceReport[] = [];
  const results: WorkerResult[] = [];
  const read: (ToWorker | undefined)[] = [];
  let given = 0;
  let shown = 0;
  let failure: Error | null = null;
  let wake = () => {};

  const tellAll = (message: ToWorker) => {
    for (const worker of workers) worker.postMessage(message);
  };
  /** All take the pieces in order. */
  const showRead = () => {
    for (let next = read[shown]; next; next = read[shown]) {
      delete read[shown++];
      tellAll(next);
    }
  };
  const hear = (from: number, message: FromWorker) => {
    if ('report' in message) {
      const { report, index, slot } = message;
      reports[index] = report;
      toRead[from] = (toRead[from] as number) - 1;
      untaken[slot] = count;
      read[index] = { take: { from, names: report.names, newReadings: report.newReadings }, slot };
      return showRead();
    }
    if ('taken' in message) {
      const left = (untaken[message.taken] as number) - 1;
      untaken[message.taken] = left;
      if (left === 0) free.push(message.taken);
    } else if ('result' in message) results.push(message);
    else failure = new Disorder(message.disorder);
    wake();
  };
  const workers = Array.from({ length: count }, (_, index) => {
    const task: WorkerTask = { index, count, policies, readings, rowsHeld: Math.ceil(rowsHeld / count), slots };
    const worker = new Worker(script, { workerData: task });
    worker.on('message', (message: FromWorker) => hear(index, message));
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
    /** Has `fill` copy pieces into the slots that are free, until there are no more. @returns how many came so far, over all files. */
    async read(fill: (room: Uint8Array) => Promise<number>, piece: Omit<CsvPiece, 'index' | 'size'>): Promise<number> {
      for (;;) {
        await until(() => free.length > 0);
        const slot = free.pop() as number;
        const size = await fill((slots[slot] as (typeof slots)[number]).bytes);
        if (size === 0) {
          free.push(slot);
          return given;
        }
        const idlest = toRead.indexOf(Math.min(...toRead));
        toRead[idlest] = (toRead[idlest] as number) + 1;
        workers[idlest]?.postMessage({ read: { ...piece, index: given++, size }, slot } satisfies ToWorker);
      }
    },
    async finish() {
      await until(() => free.length === slots.length);
      tellAll({ finish: true });
      await until(() => results.length === count);
      return { reports, results };
    },
    dismiss: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
