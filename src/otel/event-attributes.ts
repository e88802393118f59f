import type { EndedSession, Session } from '../../machines/session.ts';
import type { SdkValue } from './otel-sdk.ts';
import {
  ATTR_LOG_RECORD_UID,
  ATTR_SESSION_DURATION,
  ATTR_SESSION_END_REASON,
  ATTR_SESSION_ID,
  ATTR_SESSION_ORDINAL,
  ATTR_SESSION_POLICY,
  ATTR_SESSION_PREVIOUS_ID,
  ATTR_SESSION_RECOVERED,
  ATTR_SESSION_SAMPLED,
  ATTR_SESSION_SCOPE,
  ATTR_SESSION_START_REASON,
  ATTR_SESSION_SUPERSEDED_BY,
  ATTR_SESSION_TELEMETRY_COUNT,
  ATTR_SESSION_TELEMETRY_LOG_COUNT,
  ATTR_SESSION_TELEMETRY_MEASUREMENT_COUNT,
  ATTR_SESSION_TELEMETRY_SPAN_COUNT,
  ATTR_SESSION_TERMINATION_EVIDENCE,
} from './semconv.ts';

export type EventAttributes = Record<string, SdkValue>;

const ofBoth = (session: Session): EventAttributes => ({
  [ATTR_SESSION_ID]: session.id,
  ...(session.previousId !== null && { [ATTR_SESSION_PREVIOUS_ID]: session.previousId }),
  [ATTR_SESSION_ORDINAL]: session.ordinal,
  [ATTR_SESSION_SCOPE]: session.scope,
  [ATTR_SESSION_POLICY]: session.policy,
  [ATTR_SESSION_START_REASON]: session.startReason,
  [ATTR_SESSION_SAMPLED]: session.sampled,
});

/** The same each time the event is delivered, so that a reader counts it once. */
export const startAttributes = (session: Session): EventAttributes => ({
  ...ofBoth(session),
  [ATTR_LOG_RECORD_UID]: `${session.id}:start`,
});

export const endAttributes = (session: EndedSession): EventAttributes => ({
  ...ofBoth(session),
  [ATTR_LOG_RECORD_UID]: `${session.id}:end`,
  [ATTR_SESSION_END_REASON]: session.endReason,
  [ATTR_SESSION_DURATION]: (session.endTimeMs - session.startTimeMs) / 1_000,
  [ATTR_SESSION_RECOVERED]: session.recovered,
  ...(session.evidence && { [ATTR_SESSION_TERMINATION_EVIDENCE]: session.evidence }),
  ...(session.supersededBy !== null && { [ATTR_SESSION_SUPERSEDED_BY]: session.supersededBy }),
  [ATTR_SESSION_TELEMETRY_COUNT]: session.telemetry.total,
  [ATTR_SESSION_TELEMETRY_SPAN_COUNT]: session.telemetry.traces,
  [ATTR_SESSION_TELEMETRY_LOG_COUNT]: session.telemetry.logs,
  [ATTR_SESSION_TELEMETRY_MEASUREMENT_COUNT]: session.telemetry.metrics,
});

export const stateAttributes = (session: Session): EventAttributes => ({
  [ATTR_SESSION_ID]: session.id,
  [ATTR_SESSION_SAMPLED]: session.sampled,
});

/** The chosen fields of the metadata, or of the attributes fixed at the start, that the session has. */
export function chosenAttributes(session: Session, names: readonly string[]): EventAttributes {
  const chosen: EventAttributes = {};
  for (const name of names) {
    const value = session.metadata[name] ?? session.attributes[name];
    if (value !== undefined) chosen[name] = value as SdkValue;
  }
  return chosen;
}
