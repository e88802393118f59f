import { recordOf, type SessionContext } from '../../machines/context.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createPulse } from '../../machines/pulse.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import { covers } from '../../machines/triggers.ts';
import { END_OF_DATA_MS } from './policy-fold.ts';
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
  /** Hears of a session that is over, and gives way to another context's without an end being told. */
  readonly onRevoked?: ((context: Readonly<SessionContext>) => void) | undefined;
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
  const { policy, tab, clock, slot, generateId, tell } = options;
  const { adopt = 'at-once', lingerMs = 0, heartbeatEveryMs, heartbeatWhile = 'foreground' } = policy;
  const timers = createTraceTimers();
  const input = { policy, generateId, contextId: generateId() };
  const runner = startSteps(input, (change) => tell(change, tab));
  const pulse = createPulse(runner, policy);
  const isOff = policy.withoutStore === 'none' && slot !== null && options.isBlocked();
  let hasJoined = false;
  let joinedMs = -Infinity;
  let heardBackMs = 0;
  /** What this page last had to say of sessions; without news it does not write over what others said. */
  let saved = '';
  let record: SessionRecord | null = null;

  const take = (found: SessionRecord | null, recovered = false) => {
    if (found === null || found === record) return;
    record = found;
    pulse.send({ type: 'session.sync', atMs: Math.max(clock.nowMs(), found.seenTimeMs), record: found, recovered });
  };
  const join = () => {
    if (hasJoined) return;
    hasJoined = true;
    joinedMs = clock.nowMs();
    heardBackMs = slot?.record ? slot.backMs : clock.backMs;
    const found = slot?.record ?? null;
    // Of those that crashed nobody said that they closed: they were last seen to be open.
    const isLeft = found !== null && !found.isClosed && (policy.persist === 'start' || options.isAlone(page));
    take(isLeft ? { ...found, isClosed: true, openTimeMs: found.seenTimeMs } : found, true);
  };
  const save = () => {
    pulse.flush();
    const own = recordOf(runner.context);
    if (!own || !slot || options.isBlocked() || !hasJoined) return;
    if (policy.persist === 'start' && own.id === record?.id) return;
    const news = `${own.id} ${own.lastActivityTimeMs} ${own.endReason}`;
    if (news === saved && slot.record?.id !== own.id) return;
    saved = news;
    const before = slot.record;
    slot.write(own, clock.backMs);
    if (slot.record?.id === own.id) record = slot.record;
    if (slot.record !== before) options.onWrite(page);
  };
  const arm = () => {
    const { endTimeMs, ordinal } = runner.context;
    const waitMs = ordinal > 0 && endTimeMs === null ? Math.max(0, pulse.deadlineMs - clock.nowMs()) : Infinity;
    timers.set('deadline', clock.elapsedMs + waitMs, ring);
    if (lingerMs) timers.set('linger', clock.elapsedMs + Math.max(0, lingersUntilMs() - clock.nowMs()), forget);
  };
  /** A context that loaded measures from its load. */
  const lingersUntilMs = () => {
    const overMs = runner.context.lapseTimeMs ?? pulse.deadlineMs;
    const loadedMs = joinedMs + (policy.endAfter.inactivity?.ms ?? 0);
    return lingerMs === null ? Infinity : lingerMs === 0 ? overMs : Math.max(overMs, loadedMs) + lingerMs;
  };
  /** An id that has lingered is forgotten, for whoever loads after that too. */
  const forget = () => {
    catchUp(clock.nowMs());
    if (clock.nowMs() < lingersUntilMs()) arm();
    else if (slot && !options.isBlocked()) slot.forget(runner.context.id);
  };
  /** Hidden, and nothing happened since. */
  let isResting = false;
  /** A timer that finds the session over is a sign that the app runs. */
  const ring = () => {
    const nowMs = clock.nowMs();
    catchUp(nowMs);
    const isOver = nowMs >= pulse.deadlineMs;
    pulse.send({ type: 'session.tick', atMs: nowMs });
    if (isOver) pulse.trigger(pulse.kindOf(isResting ? 'timer.background' : 'timer.foreground'), nowMs);
    save();
    arm();
  };
  /** Before its own view ends a session, what others last told is asked, unless the policy follows nobody. */
  const catchUp = (nowMs: number) => {
    if (nowMs < pulse.deadlineMs) return;
    if (adopt === 'on-activity' && slot?.record?.id === runner.context.id) take(slot.record);
    if (adopt === 'on-lapse' && !slot?.isForgotten(runner.context.id)) takeInstead(slot?.record ?? null);
  };
  /** What another context left takes the place of a session that is over here, whichever began first. */
  const takeInstead = (found: SessionRecord | null) => {
    if (found === null || found === record || runner.context.ordinal === 0) return;
    record = found;
    pulse.flush();
    if (found.id !== runner.context.id) options.onRevoked?.(runner.context);
    pulse.send({ type: 'session.sync', atMs: Math.max(clock.nowMs(), found.seenTimeMs), record: found, revoke: true });
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
      if (isActivity) isResting = false;
      else if (trigger === 'background') isResting = true;
      if (isActivity || adopt !== 'on-first-activity') join();
      if (adopt === 'on-activity' && covers(policy.startOn, trigger)) take(slot?.record ?? null);
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
      const nowMs = clock.nowMs();
      if (ordinal === 0 || id === '') return null;
      if (nowMs < (lapseTimeMs ?? pulse.deadlineMs)) return id;
      return nowMs < lingersUntilMs() && !slot?.isForgotten(id) ? id : null;
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
  if (heartbeatWhile !== 'used') awaitBeat();
  return page;
}
