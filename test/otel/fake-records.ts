import type { SdkLogRecord, SdkLogRecordProcessor, SdkReadableSpan, SdkSpan, SdkSpanProcessor } from '../../src/otel/index.ts';
import { toHrTime } from '../../src/otel/otel-sdk.ts';

export type Span = SdkSpan & { isEnded: boolean; endTime: [number, number] };

/** A span as the SDKs make it: its attributes cannot be set once it has ended. */
export function span(startMs: number, attributes: Record<string, unknown> = {}, traceId = 'trace'): Span {
  return {
    attributes,
    startTime: toHrTime(startMs),
    endTime: [0, 0],
    isEnded: false,
    spanContext: () => ({ traceId }),
    setAttribute(key, value) {
      if (!this.isEnded) attributes[key] = value;
    },
  };
}

/** Ends it as the SDKs do. */
export function end(ended: Span, processor: SdkSpanProcessor, endMs: number): void {
  ended.endTime = toHrTime(endMs);
  processor.onEnding?.(ended);
  ended.isEnded = true;
  processor.onEnd(ended);
}

export const record = (atMs: number, attributes: Record<string, unknown> = {}, eventName?: string): SdkLogRecord => ({
  attributes,
  hrTime: toHrTime(atMs),
  eventName,
  setAttribute(key, value) {
    attributes[key] = value;
  },
});

const noted = <Method extends string>(calls: string[], method: Method) =>
  (() => {
    calls.push(method);
    return Promise.resolve();
  }) as () => Promise<void>;

/** Notes what it gets. */
export function nextSpanProcessor(): SdkSpanProcessor & { readonly ended: SdkReadableSpan[]; readonly calls: string[] } {
  const ended: SdkReadableSpan[] = [];
  const calls: string[] = [];
  return {
    ended,
    calls,
    onStart: () => void calls.push('onStart'),
    onEnding: () => void calls.push('onEnding'),
    onEnd: (given) => void ended.push(given),
    forceFlush: noted(calls, 'forceFlush'),
    shutdown: noted(calls, 'shutdown'),
  };
}
export function nextLogProcessor(): SdkLogRecordProcessor & { readonly emitted: SdkLogRecord[]; readonly calls: string[] } {
  const emitted: SdkLogRecord[] = [];
  const calls: string[] = [];
  return {
    emitted,
    calls,
    onEmit: (given) => void emitted.push(given),
    forceFlush: noted(calls, 'forceFlush'),
    shutdown: noted(calls, 'shutdown'),
  };
}
export const ids = (records: readonly { readonly attributes: { readonly [key: string]: unknown } }[]) =>
  records.map(({ attributes }) => attributes['session.id']);
