import { countAt, textAt, textsAt, valueAt } from './otlp/attributes.ts';
import type { OtlpRecord } from './otlp/records.ts';

/** How many records of each signal. */
export interface SignalCounts {
  readonly spans: number;
  /** Log records; session events are not counted. */
  readonly logs: number;
}

/** What of a session was lost in the client, as it says itself. What an exporter refused may have arrived all the same. */
export interface ClientLosses {
  readonly exportFailed: number;
  readonly queueOverflow: number;
  readonly abandoned: number;
}

export interface SessionEnd {
  readonly atMs: number;
  readonly reason: string | null;
}

export interface Seal {
  /** `null` where the event does not say. */
  readonly produced: SignalCounts | null;
  /** Whether every context told what it produced; else the counts are lower bounds. */
  readonly isExact: boolean;
  readonly lost: ClientLosses;
}

export interface Checkpoint {
  readonly contextId: string;
  readonly contexts: readonly string[];
  /** Its place among those of its context; `null` where the uid does not tell. */
  readonly ordinal: number | null;
  readonly atMs: number;
  /** `null` where the session has none. */
  readonly deadlineMs: number | null;
  readonly produced: SignalCounts;
  readonly openSpans: number;
}

export const SESSION_START = 'session.start';
export const SESSION_END = 'session.end';
export const SESSION_SEALED = 'session.sealed';
export const SESSION_CHECKPOINT = 'session.checkpoint';
const OTHERS = ['session.background', 'session.foreground', 'session.update'];
const EVENTS: ReadonlySet<string> = new Set([SESSION_START, SESSION_END, SESSION_SEALED, SESSION_CHECKPOINT, ...OTHERS]);

/** Events that tell of a session and are not counted among its log records. */
export const isSessionEvent = ({ eventName }: OtlpRecord): boolean => eventName !== '' && EVENTS.has(eventName);

export const sessionIdOf = ({ attributes }: OtlpRecord): string | null => textAt(attributes, 'session.id');
export const uidOf = ({ attributes }: OtlpRecord): string | null => textAt(attributes, 'log.record.uid');

export const endOf = ({ timeMs, attributes }: OtlpRecord): SessionEnd => ({
  atMs: timeMs,
  reason: textAt(attributes, 'session.end_reason'),
});

function producedIn({ attributes }: OtlpRecord): SignalCounts | null {
  const spans = countAt(attributes, 'session.produced.span_count');
  const logs = countAt(attributes, 'session.produced.log_count');
  return spans === null || logs === null ? null : { spans, logs };
}

export function sealOf(record: OtlpRecord): Seal {
  const lost = (cause: string) => countAt(record.attributes, `session.lost.${cause}`) ?? 0;
  return {
    produced: producedIn(record),
    isExact: valueAt(record.attributes, 'session.sealed.exact') === true,
    lost: { exportFailed: lost('export_failed'), queueOverflow: lost('queue_overflow'), abandoned: lost('abandoned') },
  };
}

/** @returns `null` where it does not say whose counts it has, or has none */
export function checkpointOf(record: OtlpRecord): Checkpoint | null {
  const { attributes, timeMs } = record;
  const contextId = textAt(attributes, 'session.context.id');
  const produced = producedIn(record);
  const openSpans = countAt(attributes, 'session.open.span_count');
  if (contextId === null || produced === null || openSpans === null) return null;
  const ordinal = /:(\d+)$/.exec(uidOf(record) ?? '')?.[1];
  return {
    contextId,
    contexts: textsAt(attributes, 'session.contexts'),
    ordinal: ordinal === undefined ? null : Number(ordinal),
    atMs: timeMs,
    deadlineMs: countAt(attributes, 'session.deadline'),
    produced,
    openSpans,
  };
}
