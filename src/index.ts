export { recordOf, type SessionContext, type SessionInput } from '../machines/context.ts';
export type { EndEvent, PulseEvent, SessionEvent, SyncEvent } from '../machines/events.ts';
export { sessionMachine } from '../machines/machine.ts';
export { PolicyError, parsePolicy } from '../machines/parse-policy.ts';
export type { IdFormat, Limit, Limits, SessionPolicy, Trigger, TriggerRoot } from '../machines/policy.ts';
export { type SessionRecord, sessionOf } from '../machines/record.ts';
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
export { type TickClock, tickFrom } from '../machines/tick-from.ts';
export { triggerEvent } from '../machines/triggers.ts';
export type { AppEndReason, EndOptions, MetadataTarget, SessionProvider, Signal, TelemetrySessions } from './api/session-provider.ts';
export type { SessionActor } from './full/actor-runner.ts';
export { createSessionProvider, type SessionProviderOptions, type Sessions } from './full/create-session-provider.ts';
export type { Diagnostics } from './provider/diagnostics.ts';
export { createMemoryStore } from './provider/memory-store.ts';
export { type Clock, type Platform, type SessionStore, type Slot, systemClock } from './provider/platform.ts';
export type { Retention } from './provider/retain.ts';
