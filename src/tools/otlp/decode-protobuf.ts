import { type Field, LOG_RECORD, type Message, RESOURCE, SPAN } from './messages.ts';
import {
  enterDelimited,
  FIXED64,
  hexIn,
  LENGTH_DELIMITED,
  OtlpFault,
  readDouble,
  readFixed64,
  readVarint,
  skipField,
  textIn,
  VARINT,
  type WireCursor,
} from './wire.ts';

type Decoded = { [name: string]: unknown };

/** Values of attributes nest; nobody nests them this deep in good faith. */
const MAX_DEPTH = 64;

const WIRE_TYPES = { string: LENGTH_DELIMITED, hex: LENGTH_DELIMITED, int: VARINT, bool: VARINT, fixed64: FIXED64, double: FIXED64 };
const wireTypeOf = ({ kind }: Field) => (typeof kind === 'function' ? LENGTH_DELIMITED : WIRE_TYPES[kind]);

/**
 * One of `resource_spans`, `resource_logs`, `resource_metrics` or `resource_profiles`, which look alike on the wire, in the form of OTLP/JSON.
 *
 * @returns a request with `resourceSpans` or `resourceLogs`; without either where it holds another signal, or nothing
 * @throws OtlpFault
 */
export function decodeResource(bytes: Uint8Array, start: number, end: number): Decoded {
  const cursor = { bytes, at: start };
  let resource: Decoded = {};
  const spans: Decoded[] = [];
  const logRecords: Decoded[] = [];
  eachField(cursor, end, (field, wireType) => {
    if (wireType !== LENGTH_DELIMITED || field > 2) return skipField(cursor, wireType, end);
    const to = enterDelimited(cursor, end);
    if (field === 1) resource = decode(cursor, to, { message: RESOURCE, depth: 0 });
    else decodeScope(cursor, to, { spans, logRecords });
  });
  return {
    ...(spans.length > 0 && { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
    ...(logRecords.length > 0 && { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  };
}

/** `scope_spans`, `scope_logs` and the like have their records in field 2. */
function decodeScope(cursor: WireCursor, end: number, { spans, logRecords }: { spans: Decoded[]; logRecords: Decoded[] }): void {
  eachField(cursor, end, (field, wireType) => {
    if (field !== 2 || wireType !== LENGTH_DELIMITED) return skipField(cursor, wireType, end);
    const to = enterDelimited(cursor, end);
    const signal = signalOf({ bytes: cursor.bytes, at: cursor.at }, to);
    if (signal === 'span') spans.push(decode(cursor, to, { message: SPAN, depth: 0 }));
    else if (signal === 'log') logRecords.push(decode(cursor, to, { message: LOG_RECORD, depth: 0 }));
    cursor.at = to;
  });
}

/**
 * What a record is, as nothing names it: only a span begins with an id of 16 bytes and has its times in fields 7 and 8; a
 * log record has them in 1 and 11, and its attributes in 6; a metric and a profile begin with text or an id, and have neither.
 */
function signalOf(cursor: WireCursor, end: number): 'span' | 'log' | null {
  let beginsWithBytes = false;
  let isLog = false;
  let isSpan = false;
  let isEmpty = true;
  eachField(cursor, end, (field, wireType) => {
    isEmpty = false;
    if (field === 1) beginsWithBytes = wireType === LENGTH_DELIMITED;
    if (wireType === FIXED64 && (field === 1 || field === 11)) isLog = true;
    if (wireType === FIXED64 && (field === 7 || field === 8)) isSpan = true;
    skipField(cursor, wireType, end);
  });
  if (isSpan && beginsWithBytes) return 'span';
  return isLog || isEmpty || !beginsWithBytes ? 'log' : null;
}

function eachField(cursor: WireCursor, end: number, visit: (field: number, wireType: number) => void): void {
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    const field = Math.floor(tag / 8);
    if (field < 1) throw new OtlpFault(`expected a field of protobuf, came the number ${field}`);
    visit(field, tag & 7);
  }
  if (cursor.at > end) throw new OtlpFault('expected a whole field, came the end of the message');
}

function decode(cursor: WireCursor, end: number, { message, depth }: { message: Message; depth: number }): Decoded {
  if (depth > MAX_DEPTH) throw new OtlpFault(`expected values nested at most ${MAX_DEPTH} deep, came deeper ones`);
  const decoded: Decoded = {};
  eachField(cursor, end, (number, wireType) => {
    const field = message[number];
    if (!field || wireTypeOf(field) !== wireType) return skipField(cursor, wireType, end);
    const value = decodeValue(cursor, end, { field, depth });
    if (!field.isRepeated) decoded[field.name] = value;
    else if (decoded[field.name]) (decoded[field.name] as unknown[]).push(value);
    else decoded[field.name] = [value];
  });
  return decoded;
}

function decodeValue(cursor: WireCursor, end: number, { field: { kind }, depth }: { field: Field; depth: number }): unknown {
  if (kind === 'int') return readVarint(cursor);
  if (kind === 'bool') return readVarint(cursor) !== 0;
  if (kind === 'fixed64') return readFixed64(cursor, end);
  if (kind === 'double') return readDouble(cursor, end);
  const to = enterDelimited(cursor, end);
  if (typeof kind === 'function') return decode(cursor, to, { message: kind(), depth: depth + 1 });
  const from = cursor.at;
  cursor.at = to;
  return kind === 'hex' ? hexIn(cursor.bytes, from, to) : textIn(cursor.bytes, from, to);
}
