import { decodeResource } from './decode-protobuf.ts';
import { type OtlpRecord, recordsOf } from './records.ts';
import { type OtlpOptions, type OtlpSink, RESOURCES_TAG, type RequestReader } from './request-reader.ts';
import { enterDelimited, OtlpFault, readVarint, type WireCursor } from './wire.ts';

const PREFIX_BYTES = 4;
/** A tag and the length behind it. */
const MAX_HEADER_BYTES = 11;

interface Frame {
  readonly from: number;
  readonly to: number;
}

/** Reads the protobuf of the Collector's file exporter: before each request its length, in four bytes, the highest first. */
export function createMessageReader(options: OtlpOptions, sink: OtlpSink): RequestReader {
  const frameAt = (bytes: Uint8Array, at: number): Frame | null => {
    if (bytes.length - at < PREFIX_BYTES) return null;
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, PREFIX_BYTES).getUint32(0);
    return { from: at + PREFIX_BYTES, to: at + PREFIX_BYTES + length };
  };
  return createFrameReader(options, sink, { frameAt, decode: requestIn });
}

/** Reads the body of a request in protobuf, or several behind each other, by the resources in it. */
export function createResourceReader(options: OtlpOptions, sink: OtlpSink): RequestReader {
  const frameAt = (bytes: Uint8Array, at: number): Frame | null => {
    if (bytes[at] !== RESOURCES_TAG) throw new OtlpFault(`expected a resource of OTLP, came a field with the tag ${bytes[at]}`);
    const cursor = { bytes, at: at + 1 };
    try {
      const to = enterDelimited(cursor, Infinity);
      return { from: cursor.at, to };
    } catch (error) {
      if (error instanceof OtlpFault && bytes.length - at < MAX_HEADER_BYTES) return null;
      throw error;
    }
  };
  const decode = (bytes: Uint8Array, { from, to }: Frame) => recordsOf(decodeResource(bytes, from, to));
  return createFrameReader(options, sink, { frameAt, decode });
}

function requestIn(bytes: Uint8Array, { from, to }: Frame): OtlpRecord[] {
  const records: OtlpRecord[] = [];
  const cursor: WireCursor = { bytes, at: from };
  while (cursor.at < to) {
    const tag = readVarint(cursor);
    if (tag !== RESOURCES_TAG) throw new OtlpFault(`expected a resource of OTLP, came a field with the tag ${tag}`);
    const end = enterDelimited(cursor, to);
    records.push(...recordsOf(decodeResource(bytes, cursor.at, end)));
    cursor.at = end;
  }
  return records;
}

interface Framing {
  /** `null` where more bytes are needed to tell. @throws OtlpFault where nothing can be read from here on */
  frameAt(bytes: Uint8Array, at: number): Frame | null;
  /** @throws OtlpFault */
  decode(bytes: Uint8Array, frame: Frame): OtlpRecord[];
}

function createFrameReader({ maxRequestBytes }: OtlpOptions, sink: OtlpSink, { frameAt, decode }: Framing): RequestReader {
  let number = 1;
  let isLost = false;
  /** Of a message that is too long, or of no use. */
  let toSkip = 0;

  const message = (bytes: Uint8Array, frame: Frame) => {
    let records: readonly OtlpRecord[];
    try {
      records = decode(bytes, frame);
    } catch (error) {
      if (!(error instanceof OtlpFault)) throw error;
      return sink.bad(number++, error.message);
    }
    number++;
    sink.records(records);
  };
  /** Without the next length nothing that follows has a beginning. */
  const lose = (fault: string) => {
    isLost = true;
    sink.bad(number, `${fault}; the rest of the file is not read`);
  };
  const next = (bytes: Uint8Array, at: number) => {
    try {
      return frameAt(bytes, at);
    } catch (error) {
      if (!(error instanceof OtlpFault)) throw error;
      lose(error.message);
      return null;
    }
  };

  return (bytes, isLast) => {
    let at = Math.min(toSkip, bytes.length);
    toSkip -= at;
    while (at < bytes.length && !isLost) {
      const frame = next(bytes, at);
      if (frame === null) break;
      if (frame.to - frame.from > maxRequestBytes) {
        sink.bad(number++, `expected a message of at most ${maxRequestBytes} bytes, came one of ${frame.to - frame.from}`);
        const end = Math.min(frame.to, bytes.length);
        toSkip = frame.to - end;
        at = end;
      } else if (frame.to > bytes.length) break;
      else {
        message(bytes, frame);
        at = frame.to;
      }
    }
    if (isLost) return bytes.length;
    if (isLast && (at < bytes.length || toSkip > 0)) sink.bad(number, 'expected a whole message, came the end of the file');
    return at;
  };
}
