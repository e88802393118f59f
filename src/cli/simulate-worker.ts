import type { MessagePort } from 'node:worker_threads';
import type { SessionPolicy } from '../../machines/policy.ts';
import { OutOfOrder } from '../tools/fold-crowd.ts';
import type { Reading } from '../tools/index.ts';
import { createParcelFolder, type ShareResult } from '../tools/parcel-folder.ts';
import { type CsvPiece, createPieceReader, type Parcel, type PieceReport } from '../tools/row-parcels.ts';

/** What a worker thread is started with. */
export interface WorkerTask {
  readonly index: number;
  readonly policies: readonly SessionPolicy[];
  readonly readings: ReadonlyMap<string, Reading> | undefined;
  readonly rowsHeld: number;
  /** To each worker by its number; its own is not used. */
  readonly peers: readonly (MessagePort | null)[];
}
export type ToWorker = { readonly piece: CsvPiece } | { readonly pieces: number };
export type FromWorker =
  | { readonly report: PieceReport }
  | { readonly result: ShareResult; readonly told: readonly { event: string; reading: Reading; count: number }[] }
  | { readonly disorder: string };

/** One worker of several: reads pieces, gives each its share of the rows, and folds its own. */
export function serveSimulation({ index, policies, readings, rowsHeld, peers }: WorkerTask, port: MessagePort): void {
  const reader = createPieceReader(index, peers.length, readings);
  const folder = createParcelFolder(policies, rowsHeld);
  let pieces = Infinity;
  const send = (message: FromWorker) => port.postMessage(message);
  const guarded = (run: () => void) => {
    try {
      run();
      if (folder.taken === pieces) send({ result: folder.finish(), told: reader.events.told() });
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error;
      send({ disorder: error.message });
    }
  };
  const give = (parcel: Parcel, to: number) => {
    if (to === index) return guarded(() => folder.take(parcel));
    const buffers = [parcel.users.buffer, parcel.times.buffer, parcel.readings.buffer];
    peers[to]?.postMessage(parcel, buffers);
  };
  for (const peer of peers) peer?.on('message', (parcel: Parcel) => guarded(() => folder.take(parcel)));
  port.on('message', (message: ToWorker) => {
    if ('pieces' in message) {
      return guarded(() => {
        pieces = message.pieces;
      });
    }
    const { parcels, report } = reader.read(message.piece);
    parcels.forEach(give);
    send({ report });
  });
}
