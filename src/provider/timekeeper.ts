import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { covers, triggerEvent } from '../../machines/triggers.ts';
import { createAlarm } from './alarm.ts';
import { clockTriggers } from './clock-triggers.ts';
import type { Engine } from './engine.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Clock } from './platform.ts';
import type { Saver } from './saver.ts';
import type { SessionClock } from './session-clock.ts';
import type { Settlement } from './settlement.ts';
import { isLapse } from './transact.ts';

export interface TimekeeperOptions {
  readonly policy: SessionPolicy;
  readonly clock: Clock;
  readonly time: SessionClock;
  readonly engine: Engine;
  readonly settlement: () => Pick<Settlement, 'finalAtMs' | 'finalizeLate'>;
  readonly saver: () => Pick<Saver, 'dueMs' | 'save'>;
  readonly isOpen: () => boolean;
  /** Whether this context itself is in front. */
  readonly isSeen: () => boolean;
  readonly send: (event: SessionEvent, trigger?: Trigger) => void;
  readonly notify: (trigger: Trigger) => void;
}

/** What time alone does to a session: its deadline, heartbeats, ids that wait too long, and clocks that step. By one timer. */
export interface Timekeeper {
  /** Session time; a step of the wall clock is reported first. */
  now(): number;
  /** What `now` answered last. */
  readonly trustedMs: number;
  /** Looks at the clocks, whose step nobody may have seen yet. */
  check(): void;
  /** Sets the timer for whatever is due next. */
  arm(): void;
  /** Something was exported. */
  use(): void;
  stop(): void;
}

export function createTimekeeper(options: TimekeeperOptions): Timekeeper {
  const { policy, time, engine, settlement, saver, send, notify } = options;
  const heartbeat = createHeartbeat(policy, engine, options.isOpen, options.isSeen);
  const limitMs = policy.endAfter.inactivity?.ms ?? Infinity;
  /** The timer was set for a deadline, and has not rung since. */
  let isAwaited = false;

  const check = () => {
    const stepMs = time.check();
    for (const trigger of clockTriggers({ stepMs, nowMs: time.now(), startMs: engine.startMs, limitMs })) {
      send(triggerEvent(trigger, time.now()), trigger);
    }
  };
  const now = () => {
    const nowMs = time.now();
    timekeeper.trustedMs = nowMs;
    if (time.hasStepped()) check();
    return nowMs;
  };
  const arm = () => {
    heartbeat.arm(Math.max(engine.context.seenTimeMs, timekeeper.trustedMs));
    const deadlineMs = engine.liveId === null ? Infinity : engine.pulse.deadlineMs;
    if (deadlineMs !== Infinity) isAwaited = true;
    const nextMs = Math.min(deadlineMs, settlement().finalAtMs(), heartbeat.dueMs(), saver().dueMs());
    if (nextMs !== Infinity) alarm.set(nextMs);
  };
  /** A late timer may not be the first to see it: a page that wakes up hears of that before its timers go off. */
  const isOver = (nowMs: number) => {
    if (engine.liveId !== null) return nowMs >= engine.pulse.deadlineMs;
    const wasAwaited = isAwaited;
    isAwaited = false;
    return wasAwaited && isLapse(engine.context.endReason);
  };
  /** That a timer finds the session over is a sign that the app runs, which starts the next one where the policy says so. */
  const expire = (nowMs: number) => {
    const { isHidden, lastActivityTimeMs, visibilityTimeMs } = engine.context;
    const isResting = isHidden && lastActivityTimeMs <= visibilityTimeMs;
    if (engine.liveId !== null) send({ type: 'session.tick', atMs: nowMs });
    const trigger = isResting ? 'timer.background' : 'timer.foreground';
    if (engine.liveId === null && covers(policy.startOn, trigger)) notify(trigger);
  };
  const ring = () => {
    check();
    const nowMs = now();
    if (nowMs >= settlement().finalAtMs()) settlement().finalizeLate();
    if (isOver(nowMs)) expire(nowMs);
    if (nowMs >= saver().dueMs()) saver().save(nowMs);
    const beat = nowMs >= heartbeat.dueMs() ? heartbeat.beat() : null;
    if (beat) notify(beat);
    arm();
  };
  const alarm = createAlarm(options.clock, () => time.now(), ring);
  const timekeeper = {
    now,
    trustedMs: time.now(),
    check,
    arm,
    use() {
      heartbeat.use();
      arm();
    },
    stop: alarm.stop,
  };
  return timekeeper;
}
