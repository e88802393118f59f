/** What instrumentations import: no dependencies, no implementation, a no-op until a provider registers. */
export type { Trigger, TriggerRoot } from '../../machines/policy.ts';
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
} from '../../machines/session.ts';
export { registerSessionProvider, unregisterSessionProvider } from './global-slot.ts';
export type {
  AppEndReason,
  Delivery,
  EndOptions,
  MetadataTarget,
  Outbox,
  OutboxEvent,
  SessionProvider,
  SessionTraits,
  Signal,
  TelemetrySessions,
} from './session-provider.ts';
export { sessions } from './sessions.ts';
