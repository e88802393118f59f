import type { TelemetrySessions } from '../api/session-provider.ts';
import { isSessionEvent, type SdkLogRecordProcessor, toMs } from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_SESSION_ID } from './semconv.ts';
import { traitsOf } from './traits.ts';

/**
 * Drops the log records of sessions that are not sampled. Events of the session's life (`session.start`, `session.end`, …) always pass, and so does a record
 * that names a session unknown here. Belongs behind `createSessionLogRecordProcessor` as its `next`, where ids are final.
 */
export function createSessionLogFilter(sessions: TelemetrySessions, next: SdkLogRecordProcessor): Required<SdkLogRecordProcessor> {
  let closed: Promise<void> | null = null;
  return {
    onEmit(record, context) {
      if (closed !== null) return;
      try {
        const id = record.attributes[ATTR_SESSION_ID];
        const isOurs = typeof id === 'string' && !isSessionEvent(record);
        if (isOurs && traitsOf(sessions, id, toMs(record.hrTime))?.sampled === false) return;
        next.onEmit(record, context);
      } catch (error) {
        report('a log record could not be filtered', error);
      }
    },
    enabled: (about) => next.enabled?.(about) ?? true,
    forceFlush: async (options) => closed ?? next.forceFlush(options),
    shutdown() {
      closed ??= (async () => next.shutdown())();
      return closed;
    },
  };
}
