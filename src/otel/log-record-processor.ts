import type { TelemetrySessions } from '../api/session-provider.ts';
import { createHold, restamp } from './hold.ts';
import { isSessionEvent, type SdkLogRecord, type SdkLogRecordProcessor, toMs } from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_SESSION_ID } from './semconv.ts';
import { createDescriber, type SessionAttributeOptions } from './session-attributes.ts';

export interface SessionLogRecordProcessorOptions extends SessionAttributeOptions {
  /**
   * The processor that exports, usually a batch processor. It gets records once their session id is final, and a session's
   * `session.start` before any other record of it. Without it the records are stamped all the same, but neither holds.
   */
  readonly next?: SdkLogRecordProcessor;
}
interface Held {
  readonly record: SdkLogRecord;
  readonly context: unknown;
  readonly attributes: SdkLogRecord['attributes'];
}

/**
 * Puts the id of the session that owns a log record's own timestamp on the record, counts it and tells the policy. A record
 * that names its session itself, as session events do, is left alone and not counted. Never throws.
 */
export function createSessionLogRecordProcessor(
  sessions: TelemetrySessions,
  options: SessionLogRecordProcessorOptions = {},
): Required<SdkLogRecordProcessor> {
  const { next } = options;
  const describe = createDescriber(sessions, options);
  let closed: Promise<void> | null = null;
  /** A session whose start has been told, so that `session.start` is out. */
  let toldId: unknown = null;
  const unsubscribe = sessions.subscribe(({ session }) => {
    toldId = session.id;
  });

  const pass = (held: Held) => {
    try {
      restamp(held, ATTR_SESSION_ID, sessions);
      toldId = held.attributes[ATTR_SESSION_ID];
      next?.onEmit(held.record, held.context);
    } catch (error) {
      report('the next log record processor threw', error);
    }
  };
  // A final id is told to subscribers in a microtask; held records go behind it, so that `session.start` is first.
  const hold = createHold<Held>(sessions, { settle: (release) => void Promise.resolve().then(release), pass });
  /** @returns once what is final was told, so that it is flushed too */
  const settle = async () => {
    sessions.finalize();
    await null;
    await null;
    hold.release();
  };

  return {
    onEmit(record, context) {
      if (closed !== null) return;
      try {
        if (record.attributes[ATTR_SESSION_ID] === undefined) {
          const atMs = toMs(record.hrTime);
          const id = sessions.stamp('logs', atMs);
          if (id !== null) record.setAttribute(ATTR_SESSION_ID, id);
          if (id !== null && describe !== null) describe(record, id, atMs);
        }
        if (next === undefined) return;
        const mayLeave = sessions.mayLeave?.() ?? 'now';
        if (mayLeave === 'never') return;
        const isTold = hold.isEmpty() && sessions.isFinal && record.attributes[ATTR_SESSION_ID] === toldId;
        if (isTold || (isSessionEvent(record) && mayLeave === 'now')) next.onEmit(record, context);
        else hold.add({ record, context, attributes: record.attributes });
      } catch (error) {
        report('a log record could not be stamped', error);
      }
    },
    /** With a next processor its answer; without one `false`, which in an SDK leaves the answer to the other processors. */
    enabled: (about) => next !== undefined && (next.enabled?.(about) ?? true),
    async forceFlush(flushOptions) {
      if (closed !== null) return closed;
      await settle();
      return next?.forceFlush(flushOptions);
    },
    shutdown() {
      closed ??= settle()
        .finally(unsubscribe)
        .then(() => next?.shutdown());
      return closed;
    },
  };
}
