import type { OtlpRecord } from './records.ts';

/** Where readers put what they read. */
export interface OtlpSink {
  /** All of one request, or of one resource in it; what has a fault gives nothing. */
  records(records: readonly OtlpRecord[]): void;
  /** @param line from 1; in protobuf, which has no lines, the number of the message */
  bad(line: number, fault: string): void;
}

/**
 * Takes the whole requests at the beginning of `bytes`; `isLast`: no more come.
 *
 * @returns how many bytes it took; the rest comes again with what follows
 */
export type RequestReader = (bytes: Uint8Array, isLast: boolean) => number;

export interface OtlpOptions {
  /** A longer request is a bad one, and is skipped. */
  readonly maxRequestBytes: number;
}

/** Of `resource_spans` and all its like: field 1, length-delimited. */
export const RESOURCES_TAG = 0x0a;
