import type { SessionEvent } from '../../machines/events.ts';
import type { Trigger } from '../../machines/policy.ts';
import type { EndedSession, LiveSession } from '../../machines/session.ts';
import { covers, rootOf, triggerEvent } from '../../machines/triggers.ts';
import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import { createAnnouncements } from './announcements.ts';
import { checkTime } from './check-time.ts';
import type { CoreOptions } from './core-options.ts';
import { createLeaving, createLedgerSlot } from './delivery.ts';
import { createReporter, STORE_FAILED } from './diagnostics.ts';
import type { RecordCheck } from './document.ts';
import { createEngine, type StartRunner } from './engine.ts';
import { createInquiry } from './inquiry.ts';
import { createMemoryStore } from './memory-store.ts';
import { newsIn } from './metadata.ts';
import { barePlatform, nextLocalDayMs, type PlatformHost, systemClock } from './platform.ts';
import { createReader } from './reader.ts';
import { createSafeInput } from './safe-input.ts';
import { createSaver } from './saver.ts';
import { createSessionClock } from './session-clock.ts';
import { createSettlement } from './settlement.ts';
import { createTimekeeper } from './timekeeper.ts';
import { withAccessors } from './with-accessors.ts';

/** So long a list of sessions waits for the store. */
const PATIENCE_MS = 5_000;
/** After these a process may not come back. */
const LEAVING: ReadonlySet<string> = new Set(['unload', 'background', 'freeze']);

/** The provider without its streams: what happens in, changes out. It imports neither XState nor RxJS. */
export interface SessionCore extends TelemetrySessions {
  /** First instant at which the live session is over, if nothing more happens; `-Infinity` where none lives. */
  readonly deadlineMs: number;
  /** What the store keeps of the past, oldest first, and the live session last; without a store that fails or is silent for five seconds. Never rejects. */
  listSessions(): Promise<readonly (LiveSession | EndedSession)[]>;
  /** Ends the live session, delivers what is left and lets go of everything. @returns when the store has it, after five seconds at the latest */
  shutdown(): Promise<void>;
}

export function createSessionCore(
  { platform = barePlatform, ...options }: CoreOptions,
  start: StartRunner,
  check: RecordCheck,
): SessionCore {
  const { policy, scope = 'default' } = options;
  const clock = options.clock ?? platform.clock ?? systemClock;
  const reporter = createReporter(options.diagnostics);
  const time = createSessionClock(clock, policy.clock);
  const told = createAnnouncements(reporter);
  const { queue } = told;
  const leaving = createLeaving(reporter);
  const input = createSafeInput({ ...options, platform, nextDayMs: platform.nextDayMs ?? nextLocalDayMs }, reporter);
  const engine = createEngine(options.diagnostics?.watch?.(start) ?? start, input, (change) => told.tell(change));
  const { pulse } = engine;
  const { contextId } = engine.context.input;
  const reader = createReader(policy, engine, told.past);
  const kinds = {
    traces: pulse.kindOf('telemetry.traces'),
    logs: pulse.kindOf('telemetry.logs'),
    metrics: pulse.kindOf('telemetry.metrics'),
  };
  let isOpen = false;
  /** Where the policy has a context look at what others left no sooner than somebody does something. */
  let hasJoined = false;
  let latestMs = -Infinity;
  let closing: Promise<void> | null = null;

  /** What the app hands in may throw; the app goes on without it. */
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      reporter.warn('a platform or a store threw when it was started', error);
      return undefined;
    }
  };

  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    let timer: unknown;
    const silence = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clock.clearTimeout(timer);
    }
  };

  // What happens

  /** Every event but those that the pulse takes goes this way. */
  const send = (event: SessionEvent, trigger?: Trigger) => {
    if (isOff || (closing && event.type !== 'session.shutdown')) return;
    if (!hasJoined && trigger !== undefined && isActivity(trigger)) join();
    const atMs = Math.max(event.atMs, latestMs);
    if (engine.liveId !== null && atMs >= pulse.deadlineMs) settlement.catchUp(atMs);
    latestMs = Math.max(latestMs, atMs);
    engine.hear({ ...event, atMs });
    if (engine.liveId !== null) saver.note(atMs);
    afterEvent(trigger);
  };
  const afterEvent = (trigger?: Trigger) => {
    if (told.waiting() > 0) settlement.await();
    else settlement.relieve();
    arm();
    if (trigger === undefined) return;
    const root = rootOf(trigger);
    if (root === 'unload') isOpen = false;
    else if (root === 'load' || root === 'resume') isOpen = true;
    if (LEAVING.has(root)) save();
  };
  const save = () => {
    settlement.save();
    leaving.tell();
  };
  /** Another context may have thought that it was the last one to close. */
  const afterHearing = () => {
    // Another process may have seen a time that the wall clock has not reached again.
    time.goOnFrom(engine.context.seenTimeMs);
    afterEvent();
    if (!isOpen || engine.liveId === null || !engine.context.isClosed || closing) return;
    // What is over by now is not opened: asking others whether it is, one would hear of it again.
    if (time.now() >= pulse.deadlineMs) return;
    send({ type: 'session.open', trigger: 'resume', atMs: time.now() });
    settlement.journal.commit();
  };
  /** What the pulse took needs no more than a write now and then. */
  const afterPulse = (isHeard: boolean, atMs: number, trigger?: Trigger) => {
    if (isHeard) {
      engine.follow();
      afterEvent(trigger);
    } else if (trigger !== undefined && LEAVING.has(trigger)) save();
    if (engine.liveId !== null) saver.note(atMs);
  };
  const notify = (trigger: Trigger, atMs?: number) => {
    if (typeof trigger !== 'string') return reporter.warnOnce(`notify: expected a trigger, came ${typeof trigger}`);
    const nowMs = now();
    if (trigger === 'export') timekeeper.use();
    const happenedMs = atMs === undefined || !Number.isFinite(atMs) ? nowMs : Math.min(time.fromWall(atMs), nowMs);
    if (happenedMs >= pulse.deadlineMs || happenedMs < latestMs) return send(triggerEvent(trigger, happenedMs), trigger);
    latestMs = happenedMs;
    afterPulse(pulse.trigger(pulse.kindOf(trigger), happenedMs), happenedMs, trigger);
  };

  const timekeeper = createTimekeeper({
    policy,
    clock,
    time,
    engine,
    settlement: () => settlement,
    saver: () => saver,
    isOpen: () => isOpen,
    isSeen: () => platform.isSeen?.() ?? true,
    send: (event, trigger) => send(event, trigger),
    notify: (trigger) => notify(trigger),
  });
  const { now, arm } = timekeeper;

  // The store

  const host: PlatformHost = {
    scope,
    sharedBy: policy.scope,
    warn: (message, ...details) => reporter.warnOnce(message, ...details),
    setMetadata: (fields) => core.setMetadata(fields),
    isAway: () => engine.context.ordinal === 0 || engine.context.isHidden || engine.context.isClosed,
    save: () => save(),
    finalize: () => settlement.finalize(),
  };
  const given = options.store ?? platform.store;
  const store = (policy.scope === 'page' ? null : typeof given === 'function' ? attempt(() => given(host)) : given) ?? createMemoryStore();
  const isOff = policy.withoutStore === 'none' && policy.scope !== 'page' && store.isVolatile?.() === true;
  const settlement = createSettlement({
    engine,
    contextId,
    version: options.appVersion,
    policy,
    inquire: createInquiry({ contextId, store, reporter, evidence: platform.evidence, didCrash: options.didCrash }),
    told,
    store,
    check: checkTime(check, () => time.now()),
    reporter,
    retention: options.retention ?? {},
    now: () => time.now(),
    afterHearing,
  });
  const saver = createSaver(policy, pulse, settlement.journal.commit, arm);
  const hearForeign = () => {
    if ((policy.adopt ?? 'at-once') !== 'at-once') return;
    // A prerendered page knows of nothing until somebody sees it.
    if (engine.context.ordinal === 0) settlement.catchUp(now());
    settlement.journal.commit();
  };

  const views = {
    get isFinal() {
      return settlement.isFinal();
    },
    get deadlineMs() {
      return pulse.deadlineMs;
    },
  };
  const core: SessionCore = withAccessors<SessionCore, 'isFinal' | 'deadlineMs'>(views, {
    notify,
    subscribe: queue.subscribe,
    whenFinal: settlement.whenFinal,
    finalize: settlement.finalize,
    finalId: settlement.finalId,
    getSessionId(atMs) {
      if (atMs === undefined && queue.current === null && time.now() < pulse.deadlineMs) return engine.liveId;
      return core.getSession(atMs)?.id ?? null;
    },
    getSession(atMs) {
      const { current } = queue;
      if (atMs === undefined && current) return reader.after(current);
      return reader.at(atMs === undefined ? time.now() : time.fromWall(atMs));
    },
    getTraits: (id) => (id === engine.liveId ? engine.context : told.past.byId(id)),
    stamp(signal, atMs) {
      let instantMs = atMs === undefined || !Number.isFinite(atMs) ? now() : time.fromWall(atMs);
      // No record is from the future; the clock is read where its time is later than the last that was read.
      if (instantMs > timekeeper.trustedMs) instantMs = Math.min(instantMs, now());
      if (instantMs < engine.startMs || engine.liveId === null) {
        const owner = reader.pastAt(instantMs);
        if (owner) return told.past.isSealed(owner.id) ? null : owner.id;
      }
      if (instantMs >= pulse.deadlineMs) {
        const trigger: Trigger = `telemetry.${signal}`;
        send({ type: 'session.trigger', trigger, atMs: instantMs }, trigger);
        return engine.liveId ?? core.getSession()?.id ?? null;
      }
      if (instantMs > latestMs) latestMs = instantMs;
      afterPulse(pulse.trigger(kinds[signal], instantMs), instantMs);
      return engine.liveId;
    },
    setMetadata(fields) {
      // What is cleared with the next start is none that it would begin with.
      const known = engine.context.clears ? {} : engine.context.metadata;
      const metadata = newsIn(fields, known, reporter);
      if (metadata) send({ type: 'session.update', atMs: now(), metadata });
    },
    end(wanted = 'manual', options) {
      const { link = true, clearMetadata = false } = options ?? {};
      const isReason = typeof wanted === 'string' && (wanted === 'manual' || wanted.startsWith('app.'));
      if (!isReason) reporter.warnOnce(`end: expected "manual" or "app.…", came ${JSON.stringify(wanted)}`);
      send({ type: 'session.end', atMs: now(), reason: isReason ? wanted : 'manual', link: link !== false, clear: clearMetadata === true });
    },
    async listSessions() {
      const known = () => (engine.liveId === null ? [] : [engine.live()]);
      try {
        return [...(await answered(settlement.journal.listEnded())), ...known()];
      } catch (error) {
        reporter.warnOnce(STORE_FAILED, error);
        return [...told.ended(), ...known()];
      }
    },
    delivery: withAccessors<Delivery, 'deadlineMs'>(views, {
      contextId,
      outbox: settlement.outbox,
      ...createLedgerSlot(store, reporter),
      whenLeaving: leaving.whenLeaving,
      listSessions: () => core.listSessions(),
      liveContexts: () => store.liveContexts(),
      seal: told.past.seal,
    }),
    shutdown() {
      closing ??= close();
      return closing;
    },
  });
  const close = async () => {
    for (const stop of [stopWatching, stopListening]) {
      try {
        stop?.();
      } catch (error) {
        reporter.warn('a platform threw when it was stopped', error);
      }
    }
    send({ type: 'session.shutdown', atMs: now() });
    await Promise.race([settlement.journal.idle(), new Promise<void>((resolve) => settlement.whenFinal(resolve))]);
    settlement.finalize();
    timekeeper.stop();
    await new Promise<void>((resolve) => queue.afterDelivery(resolve));
    engine.stop();
  };

  const isActivity = (trigger: Trigger) => covers(policy.startOn, trigger) || covers(policy.extendOn, trigger);
  const join = () => {
    hasJoined = true;
    const left = settlement.peek()?.session;
    if (left) time.goOnFrom(left.seenTimeMs);
    settlement.restore(platform.startTimeMs ?? timekeeper.trustedMs);
    if (left) reader.restored(left, time.now());
    if (time.hasStepped()) timekeeper.check();
  };
  if (isOff) reporter.warn('nothing can be stored here, so this policy keeps no sessions');
  else if (policy.adopt !== 'on-first-activity') join();
  const stopListening = attempt(() => store.subscribe(hearForeign));
  isOpen = true;
  const stopWatching = attempt(() => platform.watch?.(notify, host));
  settlement.journal.commit();
  return core;
}
