/** `sessionchart` on the stepper: the same chart, rules and contract without XState and RxJS. */
export { PolicyError, parsePolicy } from '../machines/parse-policy.ts';
export type { IdFormat, Limit, Limits, SessionPolicy, Trigger, TriggerRoot } from '../machines/policy.ts';
export type {
  Attributes,
  AttributeValue,
  EndedSession,
  EndReason,
  LiveSession,
  MetadataUpdate,
  Session,
  SessionChange,
  StartReason,
  TelemetryCounts,
} from '../machines/session.ts';
export type { AppEndReason, EndOptions, MetadataTarget, SessionProvider, Signal, TelemetrySessions } from './api/session-provider.ts';
export { createSessionProvider, type SessionProviderOptions, type Sessions } from './lite/create-session-provider.ts';
export type { LiteObservable, LiteObserver } from './lite/observable.ts';
export type { Diagnostics } from './provider/diagnostics.ts';
export { createMemoryStore } from './provider/memory-store.ts';
export { type Clock, type Platform, type SessionStore, type Slot, systemClock } from './provider/platform.ts';
export type { Retention } from './provider/retain.ts';
