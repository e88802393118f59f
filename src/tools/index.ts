export {
  type ActivityColumns,
  ActivityError,
  type ActivitySource,
  type BadLine,
  type ReadOptions,
  type TimeUnit,
} from './activity-source.ts';
export { type Audit, type AuditOptions, audit } from './audit.ts';
export type { ClientLosses, SignalCounts } from './audit-events.ts';
export type { AuditedSession, MissingTelemetry, SessionVerdict } from './audit-verdict.ts';
export { diffSessions, type SessionDiff, type SessionFate, type SessionMove } from './diff-sessions.ts';
export { isTrigger, type Reading, readingOf } from './event-readings.ts';
export { type Candidate, type FittedLimit, type Inference, inferPolicy, type Observation } from './infer-policy.ts';
export { type PlayOptions, playTrace } from './play-trace.ts';
export { OVERRIDE_NAMES, PolicySpecError, policyFromSpec } from './policy-spec.ts';
export { readObservations } from './read-observations.ts';
export { type SampleOptions, sampleActivity } from './sample-activity.ts';
export { type SessionAgreement, sessionAgreement } from './session-agreement.ts';
export type { SessionTally, SimulatedEnd } from './session-tally.ts';
export { type SimulatedSession, type SimulateOptions, type Simulation, simulate } from './simulate.ts';
export {
  type NamedTrace,
  type PlayedTrace,
  type SimulateTraceOptions,
  simulateTrace,
  simulateTraces,
  type TraceSimulation,
  type TraceTally,
} from './simulate-trace.ts';
export { formatSpan, parseSpan } from './span.ts';
export { parseTrace, type Trace, TraceError, type TraceOp, type TraceSample, type TraceStep } from './trace.ts';
export type { TraceSession } from './trace-sessions.ts';
