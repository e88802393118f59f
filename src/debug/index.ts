/** Tells why sessions start, go on and end, decision by decision. */
export { type DebuggedOptions, type DebugSettings, debugSessions, type SessionDebug } from './debug-sessions.ts';
export type {
  ActivityDecision,
  ChartDecision,
  Decision,
  LimitCompared,
  StoreDecision,
  ToldChange,
  TransitionTold,
  WarningDecision,
} from './decisions.ts';
export { formatDecision } from './format-decision.ts';
export { looksLikeSnapshot, openSnapshot } from './open-snapshot.ts';
export { type Replayed, type ReplayedStep, replaySnapshot } from './replay-snapshot.ts';
export type { Runtime, SessionSnapshot, StandingTold } from './snapshot.ts';
export type { SnapshotOptions } from './watch-log.ts';
