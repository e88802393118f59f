import type { EndedSession, LiveSession } from '../../machines/session.ts';
import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import { createAnnouncements } from './announcements.ts';
import { createAppActs } from './app-acts.ts';
import { attempt } from './attempt.ts';
import type { CoreOptions } from './core-options.ts';
import { createLedgerSlot } from './delivery.ts';
import { createReporter } from './diagnostics.ts';
import { createEngine, type StartRunner } from './engine.ts';
import { createInquiry } from './inquiry.ts';
import { createIntake } from './intake.ts';
import { createListeners } from './listeners.ts';
import { createListing } from './listing.ts';
import { createMembership } from './membership.ts';
import { createMemoryStore } from './memory-store.ts';
import { barePlatform, nextLocalDayMs, type PlatformHost, systemClock } from './platform.ts';
import { createReader } from './reader.ts';
import { createSafeInput } from './safe-input.ts';
import { createSaver } from './saver.ts';
import { createSessionClock } from './session-clock.ts';
import { createSettlement } from './settlement.ts';
import { shutDown } from './shut-down.ts';
import { sinceUnlinked } from './since-unlinked.ts';
import { createTimekeeper } from './timekeeper.ts';
import { withAccessors } from './with-accessors.ts';

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

export function createSessionCore({ platform = barePlatform, ...options }: CoreOptions, start: StartRunner): SessionCore {
  const { policy, scope = 'default' } = options;
  const clock = options.clock ?? platform.clock ?? systemClock;
  const reporter = createReporter(options.diagnostics);
  const time = createSessionClock(clock, policy.clock);
  const told = createAnnouncements(reporter);
  const { queue } = told;
  const leaving = createListeners<void>((error) => reporter.warn('a callback threw when the context was left', error));
  const input = createSafeInput({ ...options, platform, nextDayMs: platform.nextDayMs ?? nextLocalDayMs }, reporter);
  const engine = createEngine(options.diagnostics?.watch?.(start) ?? start, input, (change) => told.tell(change));
  const { pulse } = engine;
  const { contextId } = engine.context.input;
  const failed = (error: unknown) => reporter.warn('a platform or a store threw when it was started', error);
  const reader = createReader(policy, engine, told.past);
  const { consent, startTimeMs } = platform;
  const mayLeave = () => consent?.mayLeave() ?? 'now';
  const parts = { policy, clock, time, engine, told, reader, reporter, mayLeave };
  let closing: Promise<void> | null = null;

  const isSeen = () => platform.isSeen?.() ?? true;
  const timekeeper = createTimekeeper({
    ...parts,
    settlement: () => settlement,
    saver: () => saver,
    isOpen: () => intake.isOpen(),
    isSeen,
    send: (event, trigger) => intake.send(event, trigger),
    notify: (trigger) => intake.notify(trigger),
  });
  const saver = createSaver(policy, pulse, () => settlement.journal.commit(), timekeeper.arm);
  const intake = createIntake({
    ...parts,
    timekeeper,
    saver,
    settlement: () => settlement,
    getSession: (atMs) => core.getSession(atMs),
    join: () => membership.join(),
    leave: leaving.tell,
  });
  const { notify, stamp } = intake;

  // The store

  const host: PlatformHost = {
    scope,
    sharedBy: policy.scope,
    warn: (message, ...details) => reporter.warnOnce(message, ...details),
    setMetadata: (fields) => acts.describe(fields),
    isAway: () => engine.context.ordinal === 0 || engine.context.isHidden || engine.context.isClosed,
    save: intake.save,
    finalize: () => settlement.finalize(),
  };
  const given = options.store ?? platform.store;
  const make = () =>
    (policy.scope === 'page' ? null : typeof given === 'function' ? attempt(() => given(host), failed) : given) ?? createMemoryStore();
  const store = consent?.guard(make, host.warn) ?? make();
  const isOff = policy.withoutStore === 'none' && policy.scope !== 'page' && store.isVolatile?.() === true;
  const settlement = createSettlement({
    ...parts,
    contextId,
    version: options.appVersion,
    inquire: createInquiry({ contextId, store, reporter, evidence: platform.evidence, didCrash: options.didCrash }),
    store,
    retention: options.retention ?? {},
    now: () => time.now(),
    afterHearing: intake.afterHearing,
  });
  const whole = { ...parts, timekeeper, intake, settlement };
  const membership = createMembership({ ...whole, startTimeMs });
  const acts = createAppActs({ ...whole, isSeen });
  const listAll = createListing(whole);
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
    setMetadata: acts.setMetadata,
    end: acts.end,
    async listSessions() {
      const all = await listAll();
      return engine.context.linked ? sinceUnlinked(all) : [];
    },
    delivery: withAccessors<Delivery, 'deadlineMs'>(views, {
      contextId,
      outbox: settlement.outbox,
      ...createLedgerSlot(store, reporter),
      whenLeaving: leaving.add,
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
    for (const stop of [stopHeeding, stopWatching]) quit(stop);
    await shutDown(whole);
    // Last, so that the end reaches the others.
    quit(stopListening);
  };
  const quit = (stop: (() => void) | null | undefined) => {
    if (stop) attempt(stop, (error) => reporter.warn('a platform threw when it was stopped', error));
  };

  if (isOff) {
    reporter.warn('nothing can be stored here, so this policy keeps no sessions');
    intake.close();
  } else membership.joinAtOnce();
  if (mayLeave() !== 'now') membership.heed();
  const stopHeeding = consent?.subscribe(membership.heed);
  const stopListening = attempt(() => store.subscribe(membership.hearForeign), failed);
  intake.open();
  const stopWatching = attempt(() => platform.watch?.(notify, host), failed);
  settlement.journal.commit();
  return core;
}
