import { createReadStream, statSync } from 'node:fs';
import { pipeline, Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ActivityError, type ActivitySource } from '../tools/index.ts';

const READ_BYTES = 1 << 20;

export interface OpenedSources {
  readonly sources: readonly ActivitySource[];
  /** Size of all files; `null` where standard input is among them. */
  readonly totalBytes: number | null;
}

/**
 * Files, and standard input for `-`; what is gzipped is told by its first two bytes, whatever its name.
 *
 * @param onBytes hears how much was read, before it is unpacked.
 * @throws ActivityError naming a file that is not there.
 */
export function openSources(files: readonly string[], stdin: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): OpenedSources {
  let totalBytes: number | null = 0;
  const sources = files.map((file): ActivitySource => {
    if (file === '-') totalBytes = null;
    else if (totalBytes !== null) totalBytes += sizeOf(file);
    const raw = () => (file === '-' ? stdin : createReadStream(file, { highWaterMark: READ_BYTES }));
    const name = file === '-' ? 'standard input' : file;
    return { name, reopens: file !== '-', open: () => unpacked(counted(raw(), onBytes), name) };
  });
  return { sources, totalBytes };
}

function sizeOf(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new ActivityError(`${file}: there is no such file`);
  if (stats.isDirectory()) throw new ActivityError(`${file}: expected a file, came a folder`);
  return stats.size;
}

async function* counted(chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const first = await chunks.next();
  if (first.done) return;
  const all = prepended(first.value, chunks);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all;
    return;
  }
  try {
    yield* gunzipped(all);
  } catch (error) {
    throw new ActivityError(`${name}: expected whole gzip data, came ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function* prepended(first: Uint8Array, others: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* others;
}

/** The last stage of the pipeline hands on its failure to whoever reads. */
const gunzipped = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  pipeline(
    Readable.from(chunks, { objectMode: false }),
    createGunzip({ chunkSize: READ_BYTES }),
    new Transform({ transform: (chunk, _, done) => done(null, chunk) }),
    () => {},
  );
