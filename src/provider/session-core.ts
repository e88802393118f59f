import type { Attributes, EndedSession, LiveSession, MetadataUpdate } from '../../machines/session.ts';
import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import { createAnnouncements } from './announcements.ts';
import { answered } from './answered.ts';
import { checkTime } from './check-time.ts';
import type { CoreOptions } from './core-options.ts';
import { createLeaving, createLedgerSlot } from './delivery.ts';
import { createReporter, STORE_FAILED } from './diagnostics.ts';
import type { RecordCheck } from './document.ts';
import { createEngine, type StartRunner } from './engine.ts';
import { createInquiry } from './inquiry.ts';
import { createIntake } from './intake.ts';
import { createMemoryStore } from './memory-store.ts';
import { newsIn } from './metadata.ts';
import { barePlatform, nextLocalDayMs, type PlatformHost, systemClock } from './platform.ts';
import { createReader } from './reader.ts';
import { createSafeInput } from './safe-input.ts';
import { createSaver } from './saver.ts';
import { createSessionClock } from './session-clock.ts';
import { createSettlement } from './settlement.ts';
import { sinceUnlinked } from './since-unlinked.ts';
import { createTimekeeper } from './timekeeper.ts';
import { withAccessors } from './with-accessors.ts';

/** Removes each of these fields. */
const without = (fields: Attributes): MetadataUpdate => Object.fromEntries(Object.keys(fields).map((key) => [key, null]));

/** The provider without its streams: what happens in, changes out. It imports neither XState nor RxJS. */
export interface SessionCore extends TelemetrySessions {
  /** First instant at which the live session is over, if nothing more happens; `-Infinity` where none lives. */
  readonly deadlineMs: number;
  /**
   * What the store keeps of the past, oldest first, and the live session last; nothing of before an end that was not to be linked.
   * Without a store that fails or is silent for five seconds. Never rejects.
   */
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
  let hasJoined = false;
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

  const timekeeper = createTimekeeper({
    policy,
    clock,
    time,
    engine,
    settlement: () => settlement,
    saver: () => saver,
    isOpen: () => intake.isOpen(),
    isSeen: () => platform.isSeen?.() ?? true,
    send: (event, trigger) => intake.send(event, trigger),
    notify: (trigger) => intake.notify(trigger),
  });
  const { now } = timekeeper;
  const saver = createSaver(policy, pulse, () => settlement.journal.commit(), timekeeper.arm);
  const intake = createIntake({
    policy,
    time,
    engine,
    told,
    reader,
    timekeeper,
    saver,
    reporter,
    settlement: () => settlement,
    getSession: (atMs) => core.getSession(atMs),
    join: () => join(),
    leave: leaving.tell,
  });
  const { send, notify, stamp } = intake;

  // The store

  const host: PlatformHost = {
    scope,
    sharedBy: policy.scope,
    warn: (message, ...details) => reporter.warnOnce(message, ...details),
    setMetadata: (fields) => core.setMetadata(fields),
    isAway: () => engine.context.ordinal === 0 || engine.context.isHidden || engine.context.isClosed,
    save: intake.save,
    finalize: () => settlement.finalize(),
  };
  const given = options.store ?? platform.store;
  const make = () =>
    (policy.scope === 'page' ? null : typeof given === 'function' ? attempt(() => given(host)) : given) ?? createMemoryStore();
  const { consent } = platform;
  const mayLeave = () => consent?.mayLeave() ?? 'now';
  const store = consent?.guard(make, host.warn) ?? make();
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
    afterHearing: intake.afterHearing,
  });
  const hearForeign = () => {
    if ((policy.adopt ?? 'at-once') !== 'at-once') return;
    // A prerendered page knows of nothing until somebody sees it.
    if (engine.context.ordinal === 0) settlement.catchUp(now());
    settlement.journal.commit();
  };

  /** Of what is held everything goes on, of what was refused nothing is left. */
  const heed = () => {
    const wish = mayLeave();
    settlement.hold(wish === 'later');
    intake.record(wish !== 'never');
    if (wish === 'never') {
      if (engine.liveId !== null && time.now() >= pulse.deadlineMs) engine.hear({ type: 'session.tick', atMs: time.now() });
      settlement.withdraw(Math.max(time.now(), engine.context.seenTimeMs), 'app.consent_revoked');
    } else if (engine.context.ordinal === 0) {
      hasJoined = false;
      if (policy.adopt !== 'on-first-activity') join();
    }
    settlement.journal.commit();
    timekeeper.arm();
  };

  /** Whether it is not the live session that is meant; one whose time is over has ended, though nobody has noticed. */
  const isOver = (id: string) => {
    const atMs = now();
    if (engine.liveId !== null && atMs >= pulse.deadlineMs) send({ type: 'session.tick', atMs });
    return engine.liveId === null || settlement.finalId(id) !== engine.liveId;
  };
  const amend = (id: string, fields: MetadataUpdate) => {
    if (closing !== null || mayLeave() === 'never') return;
    const metadata = newsIn(fields, null, reporter);
    if (metadata) settlement.amend({ id: settlement.finalId(id), metadata });
  };
  const views = {
    get isFinal() {
      return settlement.isFinal();
    },
    get deadlineMs() {
      return pulse.deadlineMs;
    },
  };
  const listAll = async () => {
    const known = () => (engine.liveId === null ? [] : [engine.live()]);
    if (mayLeave() !== 'now') return [...told.ended(), ...known()];
    try {
      return [...(await answered(settlement.journal.listEnded(), clock)), ...known()];
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
      return [...told.ended(), ...known()];
    }
  };
  const core: SessionCore = withAccessors<SessionCore, 'isFinal' | 'deadlineMs'>(views, {
    notify,
    subscribe: queue.subscribe,
    whenFinal: settlement.whenFinal,
    finalize: settlement.finalize,
    finalId: settlement.finalId,
    ...(consent && { mayLeave, watchMayLeave: (run) => consent.subscribe(run) }),
    getSessionId(atMs) {
      const nowMs = atMs === undefined ? time.now() : time.fromWall(atMs);
      if (queue.current === null && nowMs >= engine.startMs && nowMs < pulse.deadlineMs) return engine.liveId;
      return core.getSession(atMs)?.id ?? null;
    },
    getSession(atMs) {
      const { current } = queue;
      if (atMs === undefined && current) return reader.after(current);
      return reader.at(atMs === undefined ? time.now() : time.fromWall(atMs));
    },
    getTraits: (id) => (id === engine.liveId ? engine.context : told.past.byId(id)),
    stamp,
    setMetadata(fields, target) {
      const id = String(target?.sessionId);
      if (target !== undefined && isOver(id)) return amend(id, fields);
      // What is cleared with the next start is none that it would begin with.
      const known = engine.context.clears ? {} : engine.context.metadata;
      const metadata = newsIn(fields, known, reporter);
      if (metadata) send({ type: 'session.update', atMs: now(), metadata });
    },
    end(wanted = 'manual', options) {
      const { link = true, clearMetadata = link === false } = options ?? {};
      const isReason = typeof wanted === 'string' && (wanted === 'manual' || wanted.startsWith('app.'));
      if (!isReason) reporter.warnOnce(`end: expected "manual" or "app.…", came ${JSON.stringify(wanted)}`);
      send({ type: 'session.end', atMs: now(), reason: isReason ? wanted : 'manual', link: link !== false, clear: clearMetadata === true });
      // That the next one is to know nothing of the last is for all contexts to hear, though nothing ended.
      settlement.journal.commit();
      // No session lived, so that there was none to end; what waits for the next is the old user's all the same.
      if (clearMetadata === true && engine.liveId === null && !engine.context.clears) core.setMetadata(without(engine.context.metadata));
    },
    async listSessions() {
      const all = await listAll();
      return engine.context.linked ? sinceUnlinked(all) : [];
    },
    delivery: withAccessors<Delivery, 'deadlineMs'>(views, {
      contextId,
      outbox: settlement.outbox,
      ...createLedgerSlot(store, reporter),
      whenLeaving: leaving.whenLeaving,
      listSessions: listAll,
      liveContexts: () => store.liveContexts(),
      seal: told.past.seal,
    }),
    shutdown() {
      closing ??= close();
      return closing;
    },
  });
  const close = async () => {
    for (const stop of [stopHeeding, stopWatching, stopListening]) {
      try {
        stop?.();
      } catch (error) {
        reporter.warn('a platform threw when it was stopped', error);
      }
    }
    intake.close();
    send({ type: 'session.shutdown', atMs: now() });
    if (mayLeave() === 'now')
      await Promise.race([settlement.journal.idle(), new Promise<void>((resolve) => settlement.whenFinal(resolve))]);
    settlement.finalize();
    timekeeper.stop();
    await new Promise<void>((resolve) => queue.afterDelivery(resolve));
    engine.stop();
  };

  const join = () => {
    if (hasJoined) return;
    hasJoined = true;
    const left = settlement.peek()?.session;
    if (left) time.goOnFrom(left.seenTimeMs);
    settlement.restore(platform.startTimeMs ?? timekeeper.trustedMs);
    if (left) reader.restored(left, time.now());
    if (time.hasStepped()) timekeeper.check();
  };
  if (isOff) {
    reporter.warn('nothing can be stored here, so this policy keeps no sessions');
    intake.close();
  } else if (policy.adopt !== 'on-first-activity') join();
  if (mayLeave() !== 'now') heed();
  const stopHeeding = consent?.subscribe(heed);
  const stopListening = attempt(() => store.subscribe(hearForeign));
  intake.open();
  const stopWatching = attempt(() => platform.watch?.(notify, host));
  settlement.journal.commit();
  return core;
}
