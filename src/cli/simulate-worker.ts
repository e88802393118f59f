import type { MessagePort } from 'node:worker_threads';
import type { SessionPolicy } from '../../machines/policy.ts';
import { OutOfOrder } from '../tools/fold-crowd.ts';
import type { Reading } from '../tools/index.ts';
import { type CsvPiece, createPieceReader, type PieceReport } from '../tools/piece-reader.ts';
import type { PieceSlot } from '../tools/piece-slot.ts';
import { createShareFolder, type ReadPiece, type ShareResult } from '../tools/share-folder.ts';

/** What a worker thread is started with. */
export interface WorkerTask {
  readonly index: number;
  readonly count: number;
  readonly policies: readonly SessionPolicy[];
  readonly readings: ReadonlyMap<string, Reading> | undefined;
  readonly rowsHeld: number;
  readonly slots: readonly PieceSlot[];
}
export type ToWorker =
  | { readonly read: CsvPiece; readonly slot: number }
  | { readonly take: ReadPiece; readonly slot: number }
  | { readonly finish: true };
export type FromWorker =
  | { readonly report: PieceReport; readonly index: number; readonly slot: number }
  | { readonly taken: number }
  | { readonly result: ShareResult; readonly told: readonly { event: string; reading: Reading; count: number }[] }
  | { readonly disorder: string };

/** One worker of several: reads pieces, takes its share of the rows of all of them, and folds that. */
export function serveSimulation({ index, count, policies, readings, rowsHeld, slots }: WorkerTask, port: MessagePort): void {
  const reader = createPieceReader(count, readings);
  const folder = createShareFolder({ policies, rowsHeld, share: index });
  const slotOf = (slot: number) => slots[slot] as PieceSlot;
  const answer = (message: ToWorker): FromWorker => {
    if ('read' in message) {
      const { read, slot } = message;
      return { report: reader.read(read, slotOf(slot)), index: read.index, slot };
    }
    if ('finish' in message) return { result: folder.finish(), told: reader.events.told() };
    folder.take(message.take, slotOf(message.slot));
    return { taken: message.slot };
  };
  port.on('message', (message: ToWorker) => {
    try {
      port.postMessage(answer(message));
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error;
      port.postMessage({ disorder: error.message } satisfies FromWorker);
    }
  });
}
