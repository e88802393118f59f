/** What is wrong with a message, in the form "expected …, came …". */
export class OtlpFault extends Error {
  override readonly name = 'OtlpFault';
}

/** A place in a message of protobuf. */
export interface WireCursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Wire types: https://protobuf.dev/programming-guides/encoding/#structure */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const TWO_32 = 2 ** 32;
const decoder = new TextDecoder();

/** @returns the value as a signed 64-bit integer, rounded beyond 2^53. @throws OtlpFault */
export function readVarint(cursor: WireCursor): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new OtlpFault('expected a whole number, came the end of the message');
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return (high | 0) * TWO_32 + (low >>> 0);
  }
  throw new OtlpFault('expected a number of at most ten bytes, came a longer one');
}

/** Moves past a length and what it measures. @returns where that ends; it begins at the cursor. @throws OtlpFault */
export function enterDelimited(cursor: WireCursor, end: number): number {
  const length = readVarint(cursor);
  if (length >= 0 && length <= end - cursor.at) return cursor.at + length;
  throw new OtlpFault(`expected a field of at most ${end - cursor.at} bytes, came one of ${length}`);
}

/** @throws OtlpFault where the field is longer than the message, or of a type that there is not. */
export function skipField(cursor: WireCursor, wireType: number, end: number): void {
  if (wireType === VARINT) readVarint(cursor);
  else if (wireType === FIXED64) cursor.at += 8;
  else if (wireType === LENGTH_DELIMITED) cursor.at = enterDelimited(cursor, end);
  else if (wireType === FIXED32) cursor.at += 4;
  else throw new OtlpFault(`expected a field of protobuf, came the wire type ${wireType}`);
  if (cursor.at > end) throw new OtlpFault('expected a whole field, came the end of the message');
}

/** @returns an unsigned integer, rounded to a double. @throws OtlpFault */
export function readFixed64(cursor: WireCursor, end: number): number {
  const at = enterFixed64(cursor, end);
  const view = viewOf(cursor.bytes);
  return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true);
}

/** @throws OtlpFault */
export const readDouble = (cursor: WireCursor, end: number): number => viewOf(cursor.bytes).getFloat64(enterFixed64(cursor, end), true);

function enterFixed64(cursor: WireCursor, end: number): number {
  const { at } = cursor;
  cursor.at += 8;
  if (cursor.at > end) throw new OtlpFault('expected eight bytes, came the end of the message');
  return at;
}

let viewed: Uint8Array = new Uint8Array(0);
let view: DataView = new DataView(viewed.buffer);
/** One view for all numbers of a message. */
function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view;
}

/** Short ASCII is read without the decoder, whose calls cost more than the text. */
const SHORT_BYTES = 48;

export function textIn(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  if (part.length > SHORT_BYTES) return decoder.decode(part);
  for (const byte of part) if (byte >= 0x80) return decoder.decode(part);
  return String.fromCharCode(...part);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexIn(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += HEX[bytes[at] as number];
  return text;
}
