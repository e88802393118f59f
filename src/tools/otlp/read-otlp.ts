import { ActivityError, type ActivitySource } from '../activity-source.ts';
import { createJsonLineReader } from './read-json-lines.ts';
import { createMessageReader, createResourceReader } from './read-messages.ts';
import { type OtlpOptions, type OtlpSink, RESOURCES_TAG, type RequestReader } from './request-reader.ts';

type Format = 'json' | 'messages' | 'resources';

/** Enough to tell the formats apart. */
const HEAD_BYTES = 64;
const BOM = [0xef, 0xbb, 0xbf];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/**
 * Reads one source to its end: OTLP/JSON, one request a line; the Collector's length-prefixed protobuf; or the body of a
 * request in protobuf. Which it is, is told by how it begins. Holds one chunk and the request that was cut by its end.
 *
 * @throws ActivityError where it is none of them
 */
export async function readOtlp(source: ActivitySource, options: OtlpOptions, sink: OtlpSink): Promise<void> {
  let read: RequestReader | null = null;
  let held: Uint8Array = new Uint8Array(0);
  let length = 0;
  const take = (bytes: Uint8Array, isLast: boolean) => {
    const start = read === null && BOM.every((byte, i) => bytes[i] === byte) ? BOM.length : 0;
    read ??= READERS[formatOf(bytes.subarray(start), source.name)](options, sink);
    return start + read(bytes.subarray(start), isLast);
  };
  for await (const chunk of source.open()) {
    let bytes: Uint8Array = chunk;
    if (length > 0) {
      held = withRoom(held, length, chunk.length);
      held.set(chunk, length);
      bytes = held.subarray(0, length + chunk.length);
    }
    const taken = read === null && bytes.length < HEAD_BYTES ? 0 : take(bytes, false);
    if (taken > 0 || length === 0) {
      const rest = bytes.subarray(taken);
      if (rest.length > held.length) held = new Uint8Array(rest.length * 2);
      held.set(rest);
    }
    length = bytes.length - taken;
  }
  if (length > 0) take(held.subarray(0, length), true);
}

const READERS = { json: createJsonLineReader, messages: createMessageReader, resources: createResourceReader };

/** Doubles, so that a long request is not copied once a chunk. */
function withRoom(held: Uint8Array, length: number, more: number): Uint8Array {
  if (length + more <= held.length) return held;
  const larger = new Uint8Array(Math.max(length + more, held.length * 2));
  larger.set(held.subarray(0, length));
  return larger;
}

/** A request, or nothing but space. Protobuf may begin with a line break as well, but no field of it is as long as the brace says. */
const JSON_HEAD = /^[\t\n\r ]*(\{[\t\n\r ]*["}]|$)/;
/** A file may begin in the middle of a line. */
const TEXT_HEAD = /^[\t\n\r -\xff]*$/;
/** The first byte of a length that is below 64 MiB. */
const MAX_PREFIX = 3;

function formatOf(head: Uint8Array, name: string): Format {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  const first = head[0] ?? 0;
  if (JSON_HEAD.test(text)) return 'json';
  if (beginsWith(head, ZSTD) || beginsWith(head.subarray(4), ZSTD))
    throw new ActivityError(`${name}: expected OTLP as JSON lines or protobuf, came zstd; unpack it first`);
  if (first === RESOURCES_TAG) return 'resources';
  if (first <= MAX_PREFIX && (head[4] === RESOURCES_TAG || beginsWith(head, [0, 0, 0, 0]))) return 'messages';
  if (TEXT_HEAD.test(text)) return 'json';
  const bytes = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new ActivityError(`${name}: expected OTLP as JSON lines or protobuf, came a file that begins with the bytes ${bytes}`);
}

const beginsWith = (bytes: Uint8Array, start: readonly number[]) => start.every((byte, i) => bytes[i] === byte);
