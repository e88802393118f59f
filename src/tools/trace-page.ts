import { recordOf } from '../../machines/context.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createPulse } from '../../machines/pulse.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { covers } from '../../machines/triggers.ts';
import type { TraceClock } from './trace-clock.ts';
import type { TraceSlot } from './trace-slot.ts';
import { createTraceTimers, type TraceTimers } from './trace-timers.ts';

export interface PageOptions {
  readonly policy: SessionPolicy;
  readonly tab: string;
  readonly clock: TraceClock;
  /** `null` where the policy's sessions do not outlive a page. */
  readonly slot: TraceSlot | null;
  readonly isBlocked: () => boolean;
  readonly generateId: () => string;
  readonly tell: (change: SessionChange, tab: string) => void;
  /** Hears that this page wrote, so that those that share the slot may follow. */
  readonly onWrite: (page: TracePage) => void;
}

/** One page: the chart behind its pulse, its timers, and its view of the store. */
export interface TracePage {
  readonly tab: string;
  readonly slot: TraceSlot | null;
  readonly timers: TraceTimers;
  isHidden: boolean;
  hear(trigger: Trigger): void;
  /** Takes what another page wrote. */
  follow(): void;
  /** The id that telemetry would bear now; reading changes nothing. */
  readId(): string | null;
}

export function createTracePage(options: PageOptions): TracePage {
  const { policy, tab, clock, slot, generateId, tell } = options;
  const { adopt = 'at-once', lingerMs = 0, heartbeatEveryMs, heartbeatWhile = 'foreground' } = policy;
  const timers = createTraceTimers();
  const input = { policy, generateId, contextId: generateId() };
  const runner = startSteps(input, (change) => tell(change, tab));
  const pulse = createPulse(runner, policy);
  const isOff = policy.withoutStore === 'none' && slot !== null && options.isBlocked();
  let hasJoined = false;
  let heardBackMs = 0;
  let record: SessionRecord | null = null;

  const take = (found: SessionRecord | null, recovered = false) => {
    if (found === null || found === record) return;
    record = found;
    pulse.send({ type: 'session.sync', atMs: Math.max(clock.nowMs(), found.seenTimeMs), record: found, recovered });
  };
  const join = () => {
    if (hasJoined) return;
    hasJoined = true;
    heardBackMs = slot?.record ? slot.backMs : clock.backMs;
    take(slot?.record ?? null, true);
  };
  const save = () => {
    pulse.flush();
    const own = recordOf(runner.context);
    if (!own || !slot || options.isBlocked() || !hasJoined) return;
    const before = slot.record;
    slot.write(own, clock.backMs);
    record = slot.record;
    if (slot.record !== before) options.onWrite(page);
  };
  const arm = () => {
    const { endTimeMs, ordinal } = runner.context;
    const waitMs = ordinal > 0 && endTimeMs === null ? Math.max(0, pulse.deadlineMs - clock.nowMs()) : Infinity;
    timers.set('deadline', clock.elapsedMs + waitMs, ring);
  };
  /** A timer that finds the session over is a sign that the app runs. */
  const ring = () => {
    const nowMs = clock.nowMs();
    catchUp(nowMs);
    const isOver = nowMs >= pulse.deadlineMs;
    pulse.send({ type: 'session.tick', atMs: nowMs });
    if (isOver) pulse.trigger(pulse.kindOf(page.isHidden ? 'timer.background' : 'timer.foreground'), nowMs);
    save();
    arm();
  };
  /** Before its own view ends a session, what others last told is asked, unless the policy follows nobody. */
  const catchUp = (nowMs: number) => {
    if (adopt === 'on-activity' && nowMs >= pulse.deadlineMs && slot?.record?.id === runner.context.id) take(slot.record);
  };
  const hearClock = () => {
    const backMs = clock.backMs - heardBackMs;
    heardBackMs = clock.backMs;
    if (backMs <= 0 || policy.clock === 'monotonic') return;
    const { inactivity } = policy.endAfter;
    const nowMs = clock.nowMs();
    if (nowMs - backMs < runner.context.startTimeMs) pulse.trigger(pulse.kindOf('clock.backward.before-start'), nowMs);
    const isBeyond = inactivity !== undefined && backMs > inactivity.ms;
    pulse.trigger(pulse.kindOf(isBeyond ? 'clock.backward.beyond-limit' : 'clock.backward.within-limit'), nowMs);
  };
  const awaitBeat = () => timers.set('heartbeat', clock.elapsedMs + (heartbeatEveryMs ?? Infinity), beat);
  const beat = () => {
    isUsed = false;
    if (heartbeatWhile !== 'used') awaitBeat();
    if (heartbeatWhile !== 'foreground' || !page.isHidden) page.hear(page.isHidden ? 'heartbeat.background' : 'heartbeat.foreground');
  };
  /** What was exported is worth a heartbeat some time later. */
  let isUsed = false;
  const use = () => {
    if (heartbeatWhile === 'used' && !isUsed) awaitBeat();
    isUsed = true;
  };
  const page: TracePage = {
    tab,
    slot,
    timers,
    isHidden: false,
    hear(trigger) {
      if (isOff) return;
      const isActivity = covers(policy.startOn, trigger) || covers(policy.extendOn, trigger);
      if (trigger === 'export') use();
      if (isActivity || adopt !== 'on-first-activity') join();
      if (adopt === 'on-activity' && isActivity) take(slot?.record ?? null);
      hearClock();
      const nowMs = clock.nowMs();
      catchUp(nowMs);
      pulse.trigger(pulse.kindOf(trigger), nowMs);
      save();
      arm();
    },
    follow() {
      if (isOff || adopt !== 'at-once' || !hasJoined) return;
      take(slot?.record ?? null);
      arm();
    },
    readId() {
      const { ordinal, id, lapseTimeMs } = runner.context;
      if (ordinal === 0 || id === '') return null;
      const overMs = lapseTimeMs ?? pulse.deadlineMs;
      const nowMs = clock.nowMs();
      return nowMs < overMs || lingerMs === null || nowMs < overMs + lingerMs ? id : null;
    },
  };
  if (heartbeatWhile !== 'used') awaitBeat();
  return page;
}
