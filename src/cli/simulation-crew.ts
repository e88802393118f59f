import { MessageChannel, Worker } from 'node:worker_threads';
import { PIECE_ROOM } from '../tools/csv-pieces.ts';
import type { SimulateOptions } from '../tools/index.ts';
import type { CsvPiece, PieceReport } from '../tools/piece-reader.ts';
import { createPieceRows } from '../tools/piece-rows.ts';
import { type FromWorker, serveSimulation, type ToWorker, type WorkerTask } from './simulate-worker.ts';

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

/** Works in this thread, which is one of them: otherwise it would wait for the others most of the time. */
function startHere(task: WorkerTask) {
  const { port1: port, port2 } = new MessageChannel();
  serveSimulation(task, port2);
  return { port, stop: () => port.close() };
}

function startThread(script: URL, task: WorkerTask) {
  const port = new Worker(script, { workerData: task });
  return { port, stop: () => port.terminate() };
}

/** Threads that share the work: each piece is read by one of them, and then each takes from it the rows of its share of the users. */
export function createCrew({ script, count }: OnWorkers, { policies, readings, rowsHeld = ROWS_HELD }: SimulateOptions) {
  const slots = Array.from({ length: count * SLOTS_EACH }, () => createPieceRows(PIECE_ROOM, count));
  /** For the text of pieces; not with whoever reads one. */
  const rooms = slots.map(() => new Uint8Array(PIECE_ROOM));
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
    for (const { port } of workers) port.postMessage(message);
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
      const { report, piece, slot } = message;
      reports[piece.index] = report;
      rooms[slot] = piece.bytes;
      toRead[from] = (toRead[from] as number) - 1;
      untaken[slot] = count;
      read[piece.index] = { take: { from, newReadings: report.newReadings }, slot };
      return showRead();
    }
    if ('taken' in message) {
      const left = (untaken[message.taken] as number) - 1;
      untaken[message.taken] = left;
      if (left === 0) free.push(message.taken);
    } else if ('result' in message) results.push(message);
    else failure = 'disorder' in message ? new Disorder(message.disorder) : message.failure;
    wake();
  };
  const workers = Array.from({ length: count }, (_, index) => {
    const task: WorkerTask = { index, count, policies, readings, rowsHeld: Math.ceil(rowsHeld / count), slots };
    const worker = index === 0 ? startHere(task) : startThread(script, task);
    worker.port.on('message', (message: FromWorker) => hear(index, message));
    worker.port.on('error', (error: Error) => {
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
    async read(fill: (room: Uint8Array) => Promise<number>, piece: Omit<CsvPiece, 'index' | 'bytes' | 'size'>): Promise<number> {
      for (;;) {
        await until(() => free.length > 0);
        const slot = free.pop() as number;
        const bytes = rooms[slot] as Uint8Array<ArrayBuffer>;
        const size = await fill(bytes);
        if (size === 0) {
          free.push(slot);
          return given;
        }
        const idlest = toRead.indexOf(Math.min(...toRead));
        toRead[idlest] = (toRead[idlest] as number) + 1;
        const message: ToWorker = { read: { ...piece, index: given++, bytes, size }, slot };
        workers[idlest]?.port.postMessage(message, [bytes.buffer]);
      }
    },
    async finish() {
      await until(() => free.length === slots.length);
      tellAll({ finish: true });
      await until(() => results.length === count);
      return { reports, results };
    },
    dismiss: () => Promise.all(workers.map(({ stop }) => stop())),
  };
}
