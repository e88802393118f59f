import {
  EVENT_SESSION_BACKGROUND,
  EVENT_SESSION_CHECKPOINT,
  EVENT_SESSION_END,
  EVENT_SESSION_FOREGROUND,
  EVENT_SESSION_SEALED,
  EVENT_SESSION_START,
  EVENT_SESSION_UPDATE,
} from './semconv.ts';

/**
 * The parts of OpenTelemetry's JavaScript SDK that are used, as both lines (2.x and 3.x) have them. Structural, so that
 * neither has to be installed to compile, and neither's classes are asked for.
 */
export type HrTime = readonly [seconds: number, nanoseconds: number];
export type SdkValue = string | number | boolean | string[] | number[] | boolean[];

/** What spans and log records have in common. */
export interface SdkRecord {
  readonly attributes: { readonly [key: string]: unknown };
  setAttribute(key: string, value: SdkValue): unknown;
}
/** `ReadableSpan` of the SDK: a span that has ended. */
export interface SdkReadableSpan {
  readonly attributes: { readonly [key: string]: unknown };
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  spanContext(): { readonly traceId: string; readonly traceFlags?: number };
}
/** `Span` of the SDK. */
export interface SdkSpan extends SdkReadableSpan, SdkRecord {}
/** `ReadWriteLogRecord` of the SDK. */
export interface SdkLogRecord extends SdkRecord {
  readonly hrTime: HrTime;
  readonly eventName?: string | undefined;
}
/** `SpanProcessor` of the SDK. */
export interface SdkSpanProcessor<Span extends SdkRecord = SdkSpan, Context = unknown> {
  onStart(span: Span, parentContext: Context): void;
  onEnding?(span: Span): void;
  onEnd(span: SdkReadableSpan): void;
  /** Ours: a span that started ends without being passed on, as its session is not sampled, or nobody consents. */
  onDrop?(span: SdkReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
/** `LogRecordProcessor` of the SDK. */
export interface SdkLogRecordProcessor<Context = unknown> {
  onEmit(record: SdkLogRecord, context?: Context): void;
  enabled?(options: object): boolean;
  forceFlush(options?: object): Promise<void>;
  shutdown(): Promise<void>;
}

/** Unix epoch milliseconds, whole ones, as all instants of a session: a fraction would be later than the clock that is read. */
export const toMs = (time: HrTime): number => time[0] * 1_000 + Math.floor(time[1] / 1e6);
/** The pair, as the SDKs take a number from before the process began for a time relative to it. */
export const toHrTime = (ms: number): [number, number] => {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
};

const UNSAMPLED: ReadonlySet<string> = new Set([EVENT_SESSION_START, EVENT_SESSION_END, EVENT_SESSION_CHECKPOINT, EVENT_SESSION_SEALED]);
const OTHERS: ReadonlySet<string> = new Set([EVENT_SESSION_BACKGROUND, EVENT_SESSION_FOREGROUND, EVENT_SESSION_UPDATE]);

/** These go before all other records of their session, and out whether it is sampled or not. */
export const isSessionEvent = ({ eventName }: SdkLogRecord): boolean => eventName !== undefined && UNSAMPLED.has(eventName);

/** Whether it is a log record of the session, and not one about it. */
export const isCounted = (record: SdkLogRecord): boolean => !isSessionEvent(record) && !OTHERS.has(record.eventName ?? '');
