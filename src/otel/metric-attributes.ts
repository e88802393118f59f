import type { TelemetrySessions } from '../api/session-provider.ts';
import { ATTR_SESSION_ID } from './semconv.ts';

/**
 * Puts `session.id` on measurements, for the `attributesProcessors` of a View of the metrics SDK. Think twice: each session
 * makes a new time series of each instrument, a cumulative reader keeps every one of them in memory until the process ends
 * (the SDK's limit is 2,000 series an instrument, the rest is lumped together), and most metric stores charge by the series.
 * Use it with delta temporality, for single instruments.
 *
 * Measurements aggregate at once and cannot be held, so as long as an id is provisional they go without. What an observable
 * instrument reports is the collection's doing, not the user's: it is neither counted nor activity.
 */
export function createSessionMetricAttributes(sessions: TelemetrySessions): {
  process<A extends object>(incoming: A, context?: unknown): A;
} {
  return {
    process(incoming, context) {
      if (ATTR_SESSION_ID in incoming) return incoming;
      const id = context === undefined ? sessions.getSessionId() : sessions.stamp('metrics');
      return id === null || !sessions.isFinal ? incoming : { ...incoming, [ATTR_SESSION_ID]: id };
    },
  };
}
