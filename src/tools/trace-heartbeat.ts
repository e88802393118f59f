import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { TraceClock } from './trace-clock.ts';
import type { TraceTimers } from './trace-timers.ts';

export interface HeartbeatOptions {
  readonly policy: SessionPolicy;
  readonly clock: TraceClock;
  readonly timers: TraceTimers;
  readonly isHidden: () => boolean;
  readonly hear: (trigger: Trigger) => void;
}

/** Heartbeats of one page, by a timer of its own. @returns what hears that something was exported, which may be worth one */
export function startHeartbeat({ policy, clock, timers, isHidden, hear }: HeartbeatOptions): () => void {
  const { heartbeatEveryMs = Infinity, heartbeatWhile = 'foreground' } = policy;
  let isUsed = false;
  const wait = () => timers.set('heartbeat', clock.elapsedMs + heartbeatEveryMs, beat);
  const beat = () => {
    isUsed = false;
    if (heartbeatWhile !== 'used') wait();
    if (heartbeatWhile !== 'foreground' || !isHidden()) hear(isHidden() ? 'heartbeat.background' : 'heartbeat.foreground');
  };
  if (heartbeatWhile !== 'used') wait();
  return () => {
    if (heartbeatWhile === 'used' && !isUsed) wait();
    isUsed = true;
  };
}
