import type { MessagePort } from 'node:worker_threads';
import type { SessionPolicy } from '../../machines/policy.ts';
import { OutOfOrder } from '../tools/fold-crowd.ts';
import type { Reading } from '../tools/index.ts';
import { type CsvPiece, createPieceReader, type PieceReport } from '../tools/piece-reader.ts';
import type { PieceRows } from '../tools/piece-rows.ts';
import { createShareFolder, type ReadPiece, type ShareResult } from '../tools/share-folder.ts';

/** What a worker thread is started with. */
export interface WorkerTask {
  readonly index: number;
  readonly count: number;
  readonly policies: readonly SessionPolicy[];
  readonly readings: ReadonlyMap<string, Reading> | undefined;
  readonly rowsHeld: number;
  /** By the number of a piece's slot. */
  readonly slots: readonly PieceRows[];
}
export type ToWorker =
  | { readonly read: CsvPiece; readonly slot: number }
  | { readonly take: ReadPiece; readonly slot: number }
  | { readonly finish: true };
export type FromWorker =
  | { readonly report: PieceReport; readonly piece: CsvPiece; readonly slot: number }
  | { readonly taken: number }
  | { readonly result: ShareResult; readonly told: readonly { event: string; reading: Reading; count: number }[] }
  | { readonly disorder: string }
  | { readonly failure: Error };

/** One worker of several: reads pieces, takes its share of the rows of all of them, and folds that. */
export function serveSimulation({ index, count, policies, readings, rowsHeld, slots }: WorkerTask, port: MessagePort): void {
  const reader = createPieceReader(count, readings);
  const folder = createShareFolder({ policies, rowsHeld, share: index });
  const send = (message: FromWorker, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers);
  const serve = (message: ToWorker) => {
    if ('finish' in message) return send({ result: folder.finish(), told: reader.events.told() });
    const { slot } = message;
    const rows = slots[slot] as PieceRows;
    if ('read' in message) {
      const { read: piece } = message;
      return send({ report: reader.read(piece, rows), piece, slot }, [piece.bytes.buffer]);
    }
    folder.take(message.take, rows);
    send({ taken: slot });
  };
  port.on('message', (message: ToWorker) => {
    try {
      serve(message);
    } catch (error) {
      send(error instanceof OutOfOrder ? { disorder: error.message } : { failure: error as Error });
    }
  });
}
