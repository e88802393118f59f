import type { LineReader, RowSink } from './activity-rows.ts';
import type { ActivitySource, ReadOptions } from './activity-source.ts';
import { createCsvReader } from './read-csv.ts';
import { createNdjsonReader } from './read-ndjson.ts';

const BOM = [0xef, 0xbb, 0xbf];
const NOTHING: Uint8Array = new Uint8Array(0);

const withoutBom = (bytes: Uint8Array) => (BOM.every((byte, i) => bytes[i] === byte) ? bytes.subarray(3) : bytes);

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (rest.length === 0) return chunk;
  const bytes = new Uint8Array(rest.length + chunk.length);
  bytes.set(rest);
  bytes.set(chunk, rest.length);
  return bytes;
}

const isJson = (bytes: Uint8Array) => bytes.find((byte) => byte > 32) === 0x7b;

/**
 * Reads one source to its end, row by row into `sink`. Holds one chunk and the line that was cut by its end.
 *
 * @throws ActivityError where it cannot be read at all; a line that cannot goes to `sink.bad`.
 */
export async function readActivity(source: ActivitySource, options: ReadOptions, sink: RowSink): Promise<void> {
  let read: LineReader | null = null;
  let rest: Uint8Array = NOTHING;
  const take = (bytes: Uint8Array, isLast: boolean) => {
    if (!read) {
      const format = options.format ?? (isJson(bytes) ? 'ndjson' : 'csv');
      read = (format === 'ndjson' ? createNdjsonReader : createCsvReader)(source.name, options, sink);
    }
    rest = bytes.subarray(read(bytes, isLast));
  };
  let isBegun = false;
  for await (const chunk of source.open()) {
    let bytes = joined(rest, chunk);
    rest = bytes;
    if (!isBegun && bytes.length < 4_096) continue;
    if (!isBegun) bytes = withoutBom(bytes);
    isBegun = true;
    take(bytes, false);
  }
  take(isBegun ? rest : withoutBom(rest), true);
}
