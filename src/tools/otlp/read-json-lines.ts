import { type OtlpRecord, recordsOf } from './records.ts';
import type { OtlpOptions, OtlpSink, RequestReader } from './request-reader.ts';
import { OtlpFault } from './wire.ts';

const LF = 10;
const decoder = new TextDecoder();

/** Reads one request in OTLP/JSON a line, of any signal, as the Collector's file exporter writes them. */
export function createJsonLineReader({ maxRequestBytes }: OtlpOptions, sink: OtlpSink): RequestReader {
  let line = 1;
  /** Where to go on looking for the end of a line that was cut. */
  let searched = 0;
  let isSkipping = false;

  const end = (bytes: Uint8Array, from: number, to: number) => {
    if (isSkipping) isSkipping = false;
    else if (to - from > maxRequestBytes) tooLong();
    else request(decoder.decode(bytes.subarray(from, to)).trim());
    line++;
  };
  const request = (text: string) => {
    if (text === '') return;
    let records: readonly OtlpRecord[];
    try {
      records = recordsOf(parse(text));
    } catch (error) {
      if (!(error instanceof OtlpFault)) throw error;
      return sink.bad(line, error.message);
    }
    sink.records(records);
  };
  const tooLong = () => sink.bad(line, `expected a line of at most ${maxRequestBytes} bytes, came a longer one`);

  return (bytes, isLast) => {
    let at = 0;
    for (;;) {
      const found = bytes.indexOf(LF, Math.max(at, searched));
      if (found < 0) break;
      end(bytes, at, found);
      at = found + 1;
      searched = 0;
    }
    const rest = bytes.length - at;
    if (isLast) {
      if (rest > 0) end(bytes, at, bytes.length);
      return bytes.length;
    }
    if (rest > maxRequestBytes) {
      if (!isSkipping) tooLong();
      isSkipping = true;
    }
    searched = isSkipping ? 0 : rest;
    return isSkipping ? bytes.length : at;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const end = text.length > 40 ? `${text.slice(0, 20)}…${text.slice(-19)}` : text;
    throw new OtlpFault(`expected an OTLP request as one line of JSON, came ${JSON.stringify(end)}`);
  }
}
