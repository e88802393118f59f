import type { SessionProvider } from '../api/session-provider.ts';

const MAX_TRACES = 1_000;
const tracesBySessions = new WeakMap<SessionProvider, Set<string>>();

/**
 * Traces that the sampler let begin while their session was not settled. The processor decides at their end. The oldest
 * of more than a thousand is forgotten, and so kept.
 */
export function undecidedTraces(sessions: SessionProvider): Set<string> {
  const traces = tracesBySessions.get(sessions) ?? new Set();
  tracesBySessions.set(sessions, traces);
  return traces;
}

export function addUndecided(traces: Set<string>, traceId: string): void {
  traces.add(traceId);
  if (traces.size <= MAX_TRACES) return;
  for (const oldest of traces) {
    traces.delete(oldest);
    break;
  }
}
