import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { Engine } from './engine.ts';

/** Reports that the app still runs, as often and where the policy says. */
export interface Heartbeat {
  /** When the next one is due; `Infinity` where none is awaited. */
  dueMs(): number;
  /** Something was exported, which is worth a heartbeat where the policy says so. */
  use(): void;
  /** Awaits the next one, if there is to be one and none is awaited yet. */
  arm(nowMs: number): void;
  /** It is due. @returns what to report, `null` where it fell away meanwhile */
  beat(): Trigger | null;
}

export function createHeartbeat(
  { heartbeatEveryMs, heartbeatWhile }: SessionPolicy,
  engine: Pick<Engine, 'liveId' | 'context'>,
  isOpen: () => boolean,
  isSeen: () => boolean,
): Heartbeat {
  let dueMs = Infinity;
  let isUsed = false;
  const beats = () => {
    if (heartbeatWhile === 'used') return isUsed;
    return engine.liveId !== null && (heartbeatWhile === 'open' ? isOpen() : !engine.context.isHidden && isSeen());
  };
  return {
    dueMs: () => dueMs,
    use() {
      isUsed = true;
    },
    arm(nowMs) {
      if (heartbeatEveryMs && dueMs === Infinity && beats()) dueMs = nowMs + heartbeatEveryMs;
    },
    beat() {
      const isDue = beats();
      dueMs = Infinity;
      isUsed = false;
      if (!isDue) return null;
      return engine.context.isHidden ? 'heartbeat.background' : 'heartbeat.foreground';
    },
  };
}
