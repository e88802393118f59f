import type { SessionContext } from '../../machines/context.ts';
import { recordOf } from '../../machines/context.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createPulse } from '../../machines/pulse.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { covers } from '../../machines/triggers.ts';
import { END_OF_DATA_MS } from './policy-fold.ts';
import type { TraceClock } from './trace-clock.ts';
import { startHeartbeat } from './trace-heartbeat.ts';
import type { TraceSlot } from './trace-slot.ts';
import { createTraceTimers, type TraceTimers } from './trace-timers.ts';
import { createTraceView, type ViewOptions } from './trace-view.ts';

export interface PageOptions extends Pick<ViewOptions, 'isBlocked' | 'onRevoked'> {
  readonly policy: SessionPolicy;
  readonly tab: string;
  readonly clock: TraceClock;
  /** `null` where the policy's sessions do not outlive a page. */
  readonly slot: TraceSlot | null;
  readonly generateId: () => string;
  readonly tell: (change: SessionChange, tab: string) => void;
  /** Whether no other page shares the slot now. */
  readonly isAlone: (page: TracePage) => boolean;
  /** Hears that this page wrote, so that those that share the slot may follow. */
  readonly onWrite: (page: TracePage) => void;
}

/** One page: the chart behind its pulse, its timers, and its view of the store. */
export interface TracePage {
  readonly tab: string;
  readonly slot: TraceSlot | null;
  readonly timers: TraceTimers;
  isHidden: boolean;
  /** Whether the live session is in the background, as far as this page knows. */
  readonly isSessionHidden: boolean;
  hear(trigger: Trigger): void;
  /** Takes what another page wrote. */
  follow(): void;
  /** The id that telemetry would bear now; reading changes nothing. */
  readId(): string | null;
  /** The page is gone, and with it a session that no other page can know of. */
  end(reason: 'shutdown' | 'unexpected_termination'): void;
  /** Time goes on without end: what limits end has ended. @returns the session that none of them ends */
  expire(): Readonly<SessionContext> | null;
}

export function createTracePage(options: PageOptions): TracePage {
  const { policy, tab, clock, slot, generateId } = options;
  const { adopt = 'at-once', lingerMs = 0 } = policy;
  const timers = createTraceTimers();
  const input = { policy, generateId, contextId: generateId() };
  /** What lingers here, though it is known that another session came and went meanwhile. */
  let kept: Pick<SessionContext, 'id' | 'lapseTimeMs'> | null = null;
  const runner = startSteps(input, (change) => {
    kept = null;
    options.tell(change, tab);
  });
  const pulse = createPulse(runner, policy);
  const isOff = policy.withoutStore === 'none' && slot !== null && options.isBlocked();
  let heardBackMs = 0;
  /** Hidden, and nothing happened since. */
  let isResting = false;

  const aged = (record: SessionRecord) => {
    const alone = startSteps({ ...input, policy: { ...policy, then: 'wait' } }, () => {});
    alone.send({ type: 'session.sync', atMs: Math.max(clock.nowMs(), record.seenTimeMs), record });
    return recordOf(alone.context) ?? record;
  };
  const view = createTraceView({
    ...options,
    runner,
    pulse,
    isAlone: () => options.isAlone(page),
    onWrite: () => options.onWrite(page),
    aged,
  });
  const join = () => {
    if (view.hasJoined) return;
    heardBackMs = slot?.record ? slot.backMs : clock.backMs;
    view.join();
  };
  const arm = () => {
    const { endTimeMs, ordinal } = runner.context;
    const waitMs = ordinal > 0 && endTimeMs === null ? Math.max(0, pulse.deadlineMs - clock.nowMs()) : Infinity;
    timers.set('deadline', clock.elapsedMs + waitMs, ring);
    if (lingerMs) timers.set('linger', clock.elapsedMs + Math.max(0, lingersUntilMs() - clock.nowMs()), forget);
  };
  /** A context that loaded measures from its load. */
  const lingersUntilMs = () => {
    const overMs = (kept ?? runner.context).lapseTimeMs ?? pulse.deadlineMs;
    const loadedMs = view.joinedMs + (policy.endAfter.inactivity?.ms ?? 0);
    return lingerMs === null ? Infinity : lingerMs === 0 ? overMs : Math.max(overMs, loadedMs) + lingerMs;
  };
  /** An id that has lingered is forgotten, for whoever loads after that too. */
  const forget = () => {
    view.catchUp(clock.nowMs());
    if (clock.nowMs() < lingersUntilMs()) arm();
    else if (slot && !options.isBlocked()) slot.forget(runner.context.id);
  };
  /** A timer that finds the session over is a sign that the app runs. */
  const ring = () => {
    const nowMs = clock.nowMs();
    view.catchUp(nowMs);
    const isOver = nowMs >= pulse.deadlineMs;
    pulse.send({ type: 'session.tick', atMs: nowMs });
    if (isOver) pulse.trigger(pulse.kindOf(isResting ? 'timer.background' : 'timer.foreground'), nowMs);
    view.save();
    arm();
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
  const page: TracePage = {
    tab,
    slot,
    timers,
    isHidden: false,
    get isSessionHidden() {
      return runner.context.isHidden && runner.context.endTimeMs === null;
    },
    hear(trigger) {
      if (isOff) return;
      const isActivity = covers(policy.startOn, trigger) || covers(policy.extendOn, trigger);
      if (trigger === 'export') noteExport();
      if (isActivity) isResting = false;
      else if (trigger === 'background') isResting = true;
      if (isActivity || adopt !== 'on-first-activity') join();
      if (covers(policy.startOn, trigger)) view.takeOwn();
      hearClock();
      const nowMs = clock.nowMs();
      view.catchUp(nowMs);
      pulse.trigger(pulse.kindOf(trigger), nowMs);
      view.save();
      arm();
    },
    follow() {
      if (isOff) return;
      const { id, lapseTimeMs } = kept ?? runner.context;
      if (!view.follow()) return;
      const { context } = runner;
      if (context.id !== id && context.endTimeMs !== null && lapseTimeMs !== null) kept = { id, lapseTimeMs };
      arm();
    },
    readId() {
      const { ordinal, lapseTimeMs } = runner.context;
      const { id } = kept ?? runner.context;
      const nowMs = clock.nowMs();
      if (ordinal === 0 || id === '') return null;
      const isLive = nowMs < (lapseTimeMs ?? pulse.deadlineMs);
      return isLive || (nowMs < lingersUntilMs() && !slot?.isForgotten(id)) ? id : null;
    },
    end(reason) {
      if (slot === null) pulse.send({ type: 'session.end', reason, atMs: clock.nowMs() });
    },
    expire() {
      pulse.send({ type: 'session.tick', atMs: END_OF_DATA_MS });
      const { context } = runner;
      return context.ordinal > 0 && context.endTimeMs === null ? context : null;
    },
  };
  const noteExport = startHeartbeat({ policy, clock, timers, isHidden: () => page.isHidden, hear: page.hear });
  return page;
}
