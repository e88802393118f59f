import { type Context, isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';
import type { TelemetrySessions } from '../api/session-provider.ts';
import { traitsOf } from './traits.ts';
import { addUndecided, undecidedTraces } from './undecided-traces.ts';

/** `SamplingDecision` of the SDK, which both lines number alike. */
const NOT_RECORD = 0;
const RECORD_AND_SAMPLED = 2;
type SamplingDecision = typeof NOT_RECORD | typeof RECORD_AND_SAMPLED;

/** `Sampler` of the SDK. */
export interface SessionSampler {
  shouldSample(context: Context, traceId: string): { decision: SamplingDecision };
  toString(): string;
}

/**
 * Keeps or drops whole sessions, as `sampled` of the session says, which the policy decides once and the store keeps. A
 * parent's decision, local or remote, stands. While there is no settled session a trace is recorded; the span processor with a `next` drops
 * it at its end if the session is not sampled after all.
 */
export function createSessionSampler(sessions: TelemetrySessions): SessionSampler {
  const undecided = undecidedTraces(sessions);
  const results = { keep: { decision: RECORD_AND_SAMPLED }, drop: { decision: NOT_RECORD } } as const;
  return {
    shouldSample(context, traceId) {
      const parent = trace.getSpanContext(context);
      if (parent && isSpanContextValid(parent)) {
        return (parent.traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED ? results.keep : results.drop;
      }
      const id = sessions.isFinal ? sessions.getSessionId() : null;
      const session = id === null ? null : traitsOf(sessions, id);
      if (session !== null) return session.sampled ? results.keep : results.drop;
      addUndecided(undecided, traceId);
      return results.keep;
    },
    toString: () => 'SessionSampler',
  };
}
