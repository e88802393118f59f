import { liveSession } from '../../machines/changes.ts';
import { recordOf, type SessionContext, type SessionInput } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createPulse, type Pulse, type Runner } from '../../machines/pulse.ts';
import { type SessionRecord, sessionOf } from '../../machines/record.ts';
import type { EndedSession, LiveSession, MetadataUpdate, Session, SessionChange } from '../../machines/session.ts';
import { rootOf, triggerEvent } from '../../machines/triggers.ts';
import type { AppEndReason, EndOptions, SessionTraits, Signal, TelemetrySessions } from '../api/session-provider.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { type Announcements, createAnnouncements } from './announcements.ts';
import { createReporter, type Diagnostics, type Reporter, STORE_FAILED } from './diagnostics.ts';
import { type RecordCheck, readDocument } from './document.ts';
import { createJournal, type Journal, type Snapshot } from './journal.ts';
import { createMemoryStore } from './memory-store.ts';
import { sanitize } from './metadata.ts';
import { barePlatform, type Clock, nextLocalDayMs, type Platform, type PlatformHost, type SessionStore, systemClock } from './platform.ts';
import type { Retention } from './retain.ts';
import { createSafeInput } from './safe-input.ts';
import { createSessionClock, type SessionClock } from './session-clock.ts';
import { type Outcome, transact } from './transact.ts';

/** An id that is not settled by then leaves all the same: telemetry is not to wait for a store that hangs. */
const FINAL_AFTER_MS = 2_000;
/** Activity is written at the leading edge of this interval, and at once when the stored deadline is near. */
const SAVE_EVERY_MS = 2_000;
const NEAR_DEADLINE_MS = 4_000;
/** A record's time is taken on trust this far beyond the last look at the clock. */
const TRUST_MS = 60_000;
const MAX_AHEAD_MS = 86_400_000;
/** As many events may wait to be played again. */
const MAX_EVENTS = 256;

/** After these a process may not come back. */
const LEAVING: ReadonlySet<string> = new Set(['unload', 'background', 'freeze']);

export interface CoreOptions {
  readonly policy: SessionPolicy;
  readonly platform?: Platform;
  readonly clock?: Clock;
  readonly store?: SessionStore;
  /** Makes ids; one that throws is replaced by the policy's own form. */
  readonly generateId?: (atMs: number) => string;
  /** Name of the scope; providers with different names have sessions side by side. Default `default`. */
  readonly scope?: string;
  /** Attributes that a session beginning at this instant keeps for life. */
  readonly attributes?: SessionInput['attributes'];
  readonly retention?: Retention;
  /** Where warnings go. Default: OpenTelemetry's `diag`. */
  readonly diagnostics?: Diagnostics;
}
/** What runs the chart: XState's actor, or the stepper. */
export type StartRunner = (input: SessionInput, tell: (change: SessionChange) => void) => Runner & { stop?(): void };

const isEnded = (session: Session): session is EndedSession => session.endTimeMs !== null;
const endedIn = (changes: readonly SessionChange[]) => changes.flatMap((change) => (change.type === 'ended' ? [change.session] : []));

/** The provider without its streams: events in, changes out. It imports neither XState nor RxJS. */
export class SessionCore implements TelemetrySessions {
  private readonly policy: SessionPolicy;
  private readonly time: SessionClock;
  private readonly store: SessionStore;
  private readonly check: RecordCheck;
  private readonly reporter: Reporter;
  private readonly runner: ReturnType<StartRunner>;
  private readonly pulse: Pulse;
  private readonly told: Announcements;
  private readonly alarm: Alarm;
  private readonly journal: Journal;
  private readonly kinds: { readonly [S in Signal]: number };
  private stopWatching: () => void = () => {};
  private readonly stopListening: () => void;

  /** What the store held when we last looked, and what the chart heard since. */
  private base: SessionRecord | null = null;
  private events: SessionEvent[] = [];
  private isReplaying = false;
  /** What began since has left this process. */
  private isForced = false;
  private settledId: string | null = null;
  private finalAtMs = Infinity;
  private waitingForFinal = new Set<() => void>();
  private readonly replacements = new Map<string, string>();
  private foreignText: string | null = null;

  private isOpen = true;
  private liveId: string | null = null;
  private startMs = 0;
  private latestMs = -Infinity;
  private trustedMs: number;
  private saveAtMs = -Infinity;
  private heartbeatAtMs = Infinity;
  private cached: { readonly version: number; readonly session: LiveSession } | null = null;
  private version = 0;
  private closing: Promise<void> | null = null;

  constructor({ platform = barePlatform, ...options }: CoreOptions, startRunner: StartRunner, check: RecordCheck) {
    const clock = options.clock ?? platform.clock ?? systemClock;
    this.policy = options.policy;
    this.check = (value) => this.checkTime(check(value));
    this.reporter = createReporter(options.diagnostics);
    this.time = createSessionClock(clock, options.policy.clock);
    this.trustedMs = this.time.now();
    const host = this.host(options.scope);
    this.store = options.policy.scope === 'page' ? createMemoryStore() : (options.store ?? openStore(platform, host));
    this.told = createAnnouncements(this.reporter);
    const input = createSafeInput({ ...options, platform, nextDayMs: platform.nextDayMs ?? nextLocalDayMs }, this.reporter);
    this.runner = startRunner(input, (change) => this.told.tell(change));
    this.pulse = createPulse(this.logged(), options.policy);
    const kind = (signal: Signal) => this.pulse.kindOf(`telemetry.${signal}`);
    this.kinds = { traces: kind('traces'), logs: kind('logs'), metrics: kind('metrics') };
    this.alarm = createAlarm(
      clock,
      () => this.time.now(),
      () => this.ring(),
    );
    this.journal = createJournal({
      store: this.store,
      check: this.check,
      reporter: this.reporter,
      retention: options.retention ?? {},
      now: () => this.time.now(),
      look: () => this.look(),
      settle: (snapshot, outcome) => this.settle(snapshot, outcome),
    });
    this.restore(platform.startTimeMs ?? this.trustedMs);
    this.stopListening = this.store.subscribe(() => this.hearForeign());
    this.stopWatching = platform.watch?.((trigger, atMs) => this.notify(trigger, atMs), host) ?? this.stopWatching;
    this.journal.commit();
  }

  private host(scope = 'default'): PlatformHost {
    return {
      scope,
      sharedBy: this.policy.scope,
      warn: (message, ...details) => this.reporter.warnOnce(message, ...details),
      setMetadata: (fields) => this.setMetadata(fields),
      save: () => this.save(),
      finalize: () => this.finalize(),
    };
  }

  // Reading

  getSessionId(atMs?: number): string | null {
    if (atMs === undefined && this.told.queue.current === null && this.time.now() < this.pulse.deadlineMs) return this.liveId;
    return this.getSession(atMs)?.id ?? null;
  }

  getSession(atMs?: number): LiveSession | EndedSession | null {
    const { current } = this.told.queue;
    if (atMs === undefined && current)
      return current.type === 'ended' ? this.lingering(current.session, current.session.lapseTimeMs) : current.session;
    const instantMs = atMs === undefined ? this.time.now() : this.time.fromWall(atMs);
    if (this.liveId !== null && instantMs >= this.startMs) {
      const { deadlineMs } = this.pulse;
      const { lingerMs = 0 } = this.policy;
      return instantMs < deadlineMs || lingerMs === null || instantMs < deadlineMs + lingerMs ? this.live() : null;
    }
    const { past } = this.told;
    const owner = past.at(instantMs);
    if (owner) return owner;
    if (past.first && instantMs < past.first.startTimeMs) return past.first;
    if (this.liveId !== null && past.first === null) return this.live();
    return past.last && instantMs >= past.last.lapseTimeMs && this.liveId === null ? this.lingering(past.last, instantMs) : null;
  }

  private lingering(session: EndedSession, atMs: number): EndedSession | null {
    const { lingerMs = 0 } = this.policy;
    return lingerMs === null || atMs < session.lapseTimeMs + lingerMs ? session : null;
  }

  private live(): LiveSession {
    this.pulse.flush();
    if (this.cached?.version !== this.version) this.cached = { version: this.version, session: liveSession(this.runner.context) };
    return this.cached.session;
  }

  getTraits(id: string): SessionTraits | null {
    return id === this.liveId ? this.runner.context : this.told.past.byId(id);
  }

  subscribe(listener: (change: SessionChange) => void): () => void {
    return this.told.queue.subscribe(listener);
  }

  /** The live session that a subscriber is told of, so it is one with the changes delivered. */
  get context(): Readonly<SessionContext> {
    return this.runner.context;
  }

  /** First instant at which the live session is over, if nothing more happens; `-Infinity` where none lives. */
  get deadlineMs(): number {
    return this.pulse.deadlineMs;
  }

  async listSessions(): Promise<readonly (LiveSession | EndedSession)[]> {
    try {
      const ended = await this.journal.listEnded();
      return this.liveId === null ? ended : [...ended, this.live()];
    } catch (error) {
      this.reporter.warnOnce(STORE_FAILED, error);
      return this.liveId === null ? [] : [this.live()];
    }
  }

  // What happens

  notify(trigger: Trigger, atMs?: number): void {
    const nowMs = this.now();
    const happenedMs = atMs === undefined ? nowMs : Math.min(this.time.fromWall(atMs), nowMs);
    const kind = this.pulse.kindOf(trigger);
    if (happenedMs < this.pulse.deadlineMs && happenedMs >= this.latestMs) {
      this.latestMs = happenedMs;
      if (this.pulse.trigger(kind, happenedMs)) this.follow(trigger);
      else if (happenedMs >= this.saveAtMs) this.saveActivity(happenedMs);
      return;
    }
    this.send(triggerEvent(trigger, happenedMs), trigger);
  }

  stamp(signal: Signal, atMs?: number): string | null {
    let instantMs = atMs === undefined ? this.now() : this.time.fromWall(atMs);
    if (instantMs > this.trustedMs + TRUST_MS) instantMs = Math.min(instantMs, this.now());
    if (instantMs < this.startMs || this.liveId === null) {
      const owner =
        this.told.past.at(instantMs) ??
        (this.told.past.first && instantMs < this.told.past.first.startTimeMs ? this.told.past.first : null);
      if (owner) return owner.id;
    }
    if (instantMs < this.pulse.deadlineMs) {
      if (instantMs > this.latestMs) this.latestMs = instantMs;
      if (this.pulse.trigger(this.kinds[signal], instantMs)) this.follow();
      else if (instantMs >= this.saveAtMs) this.saveActivity(instantMs);
      return this.liveId;
    }
    this.send({ type: 'session.trigger', trigger: `telemetry.${signal}`, atMs: instantMs });
    return this.liveId ?? this.getSession()?.id ?? null;
  }

  setMetadata(fields: MetadataUpdate): void {
    const { metadata } = this.runner.context;
    const news = Object.entries(sanitize(fields, this.reporter)).filter(([key, value]) => !isSame(value, metadata[key] ?? null));
    if (news.length > 0) this.send({ type: 'session.update', atMs: this.now(), metadata: Object.fromEntries(news) });
  }

  end(reason: AppEndReason = 'manual', { link = true, clearMetadata = false }: EndOptions = {}): void {
    this.send({ type: 'session.end', atMs: this.now(), reason, link, clear: clearMetadata });
  }

  /**
   * Ends the live session, delivers what is left to deliver and lets go of everything. Idempotent.
   *
   * @returns when the store has it, after two seconds at the latest.
   */
  shutdown(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private async close(): Promise<void> {
    this.stopWatching();
    this.stopListening();
    this.send({ type: 'session.shutdown', atMs: this.now() });
    await Promise.race([this.journal.idle(), new Promise<void>((resolve) => this.whenFinal(resolve))]);
    this.finalize();
    this.alarm.stop();
    await new Promise<void>((resolve) => this.told.queue.afterDelivery(resolve));
    this.runner.stop?.();
  }

  private now(): number {
    const nowMs = this.time.now();
    this.trustedMs = nowMs;
    if (this.time.hasStepped) this.reportStep();
    return nowMs;
  }

  private reportStep(): void {
    const stepMs = this.time.check();
    const nowMs = this.time.now();
    if (stepMs > 0) return this.send(triggerEvent('clock.forward', nowMs), 'clock.forward');
    if (stepMs === 0) return;
    const { inactivity } = this.policy.endAfter;
    const isBeforeStart = nowMs + stepMs < this.startMs;
    if (isBeforeStart) this.send(triggerEvent('clock.backward.before-start', nowMs));
    if (inactivity && -stepMs > inactivity.ms) this.send(triggerEvent('clock.backward.beyond-limit', nowMs));
    else if (!isBeforeStart) this.send(triggerEvent('clock.backward.within-limit', nowMs));
  }

  private ring(): void {
    this.reportStep();
    const nowMs = this.now();
    if (nowMs >= this.finalAtMs) this.finalizeLate();
    if (nowMs >= this.pulse.deadlineMs && this.liveId !== null) this.send({ type: 'session.tick', atMs: nowMs });
    if (nowMs >= this.heartbeatAtMs) {
      this.heartbeatAtMs = Infinity;
      if (!this.runner.context.isHidden) this.notify('heartbeat.foreground');
    }
    this.arm();
  }

  /** Every event but those that the pulse takes goes this way. */
  private send(event: SessionEvent, trigger?: Trigger): void {
    if (this.closing && event.type !== 'session.shutdown') return;
    const atMs = Math.max(event.atMs, this.latestMs);
    if (this.liveId !== null && atMs >= this.pulse.deadlineMs) this.catchUp(atMs);
    this.latestMs = Math.max(this.latestMs, atMs);
    this.pulse.send({ ...event, atMs });
    this.follow(trigger);
  }

  private logged(): Runner {
    const { runner } = this;
    const log = (event: SessionEvent) => {
      if (!this.isReplaying) this.events.push(event);
      this.version++;
      runner.send(event);
    };
    return {
      send: log,
      get context() {
        return runner.context;
      },
    };
  }

  /** After the runner heard something: the fields that are read on the hot path, the timer, the store. */
  private follow(trigger?: Trigger): void {
    const { context } = this.runner;
    this.liveId = context.endTimeMs === null ? context.id : null;
    this.startMs = context.startTimeMs;
    if (this.told.waiting > 0) this.finalAtMs = Math.min(this.finalAtMs, this.time.now() + FINAL_AFTER_MS);
    if (this.told.waiting > 0 || this.events.length > MAX_EVENTS) this.journal.commit();
    this.arm();
    if (trigger === undefined) return;
    const root = rootOf(trigger);
    if (root === 'unload') this.isOpen = false;
    else if (root === 'load' || root === 'resume') this.isOpen = true;
    if (LEAVING.has(root)) this.save();
  }

  /** A process that leaves may not come back: what it knows is written without waiting. */
  private save(): void {
    const read = readDocument(this.peek(), this.check);
    const document = read.ok ? transact(read.value, this.look()).document : null;
    if (document && read.ok && document !== read.value) {
      try {
        this.store.writeNow?.('session', JSON.stringify(document));
      } catch (error) {
        this.reporter.warnOnce(STORE_FAILED, error);
      }
    }
    this.journal.commit();
  }

  private arm(): void {
    const { heartbeatEveryMs } = this.policy;
    if (heartbeatEveryMs && this.heartbeatAtMs === Infinity && this.liveId !== null && !this.runner.context.isHidden) {
      this.heartbeatAtMs = this.latestMs + heartbeatEveryMs;
    }
    const deadlineMs = this.liveId === null ? Infinity : this.pulse.deadlineMs;
    const nextMs = Math.min(deadlineMs, this.finalAtMs, this.heartbeatAtMs);
    if (nextMs !== Infinity) this.alarm.set(nextMs);
  }

  // The store

  private saveActivity(atMs: number): void {
    this.saveAtMs = Math.min(atMs + SAVE_EVERY_MS, this.pulse.deadlineMs - NEAR_DEADLINE_MS);
    this.journal.commit();
  }

  private restore(startTimeMs: number): void {
    const read = readDocument(this.peek(), this.check);
    if (!read.ok || read.value.session === null) return;
    const { session } = read.value;
    this.base = session;
    this.time.goOnFrom(session.seenTimeMs);
    const atMs = Math.max(startTimeMs, session.seenTimeMs);
    this.pulse.send({ type: 'session.sync', atMs, record: session, recovered: true });
    this.follow();
    if (this.time.hasStepped) this.reportStep();
  }

  /** A record from the far future was written under a wrong clock; to go on from there would be wrong for ever. */
  private checkTime(checked: ReturnType<RecordCheck>): ReturnType<RecordCheck> {
    if ('faults' in checked) return checked;
    const latestMs = this.time.now() + MAX_AHEAD_MS;
    const ahead = Object.entries(checked.record).find(
      ([key, value]) => key.endsWith('Ms') && typeof value === 'number' && value > latestMs,
    );
    if (!ahead) return checked;
    const fault = { path: ahead[0], expected: `at most ${latestMs}, a day from now`, received: String(ahead[1]), hint: '' };
    return { faults: [fault], isNewer: false };
  }

  private peek(): string | null {
    try {
      return this.store.peek('session');
    } catch (error) {
      this.reporter.warnOnce(STORE_FAILED, error);
      return null;
    }
  }

  private hearForeign(): void {
    const text = this.peek();
    if (text !== null && text === this.foreignText) return;
    this.foreignText = text;
    if ((this.policy.adopt ?? 'at-once') !== 'at-once') return;
    // A prerendered page knows of nothing until somebody sees it.
    if (this.runner.context.ordinal === 0) this.catchUp(this.now());
    this.journal.commit();
  }

  /** Before our own view ends a session or begins one, what others last told is asked. */
  private catchUp(atMs: number): void {
    if (this.told.waiting > 0 || this.isForced) return;
    const read = readDocument(this.peek(), this.check);
    const record = read.ok ? read.value.session : null;
    if (record === null || (this.liveId !== null && record.id !== this.liveId)) return;
    this.base = record;
    this.pulse.send({ type: 'session.sync', atMs, record });
    this.follow();
  }

  private look(): Snapshot {
    this.pulse.flush();
    return {
      record: recordOf(this.runner.context),
      base: this.base,
      isFinal: this.isForced,
      ended: this.told.ended,
      marks: { events: this.events.length, changes: this.told.waiting, ended: this.told.ended.length },
    };
  }

  private settle({ marks, record }: Snapshot, outcome: Outcome | null): void {
    if (outcome?.verdict === 'revoked' && outcome.document.session) return this.replay(outcome.document.session, outcome.document.ended);
    const stored = outcome?.document.session ?? record;
    this.base = stored;
    this.isForced = false;
    this.events = this.events.slice(marks.events);
    this.told.release(marks.changes, marks.ended);
    this.settledId = stored?.id ?? null;
    if (outcome?.verdict === 'merged' && stored) {
      this.pulse.send({ type: 'session.sync', atMs: Math.max(stored.seenTimeMs, this.time.now()), record: stored });
      this.follow();
      this.stayOpen();
    }
    if (this.told.waiting === 0) this.finalAtMs = Infinity;
    this.tellFinal();
  }

  /** Another context thought that it was the last one to close. */
  private stayOpen(): void {
    if (!this.isOpen || this.liveId === null || !this.runner.context.isClosed) return;
    this.send({ type: 'session.open', trigger: 'resume', atMs: this.time.now() });
    this.journal.commit();
  }

  /** Another context was faster: its record is taken as it is, and what happened here since happens on top of it. */
  private replay(record: SessionRecord, endedElsewhere: readonly EndedSession[]): void {
    const { events, liveId } = this;
    const revoked = this.told.revoke();
    this.tellEnd(record, [...endedElsewhere, ...endedIn(revoked)]);
    this.base = record;
    this.events = [];
    this.isReplaying = true;
    this.pulse.send({ type: 'session.sync', atMs: events[0]?.atMs ?? this.time.now(), record, revoke: true });
    this.isReplaying = false;
    this.settledId = record.id;
    for (const event of events) this.pulse.send(event);
    this.follow();
    if (liveId !== null && this.liveId !== null && liveId !== this.liveId) this.replacements.set(liveId, this.liveId);
    this.journal.commit();
  }

  /** The session that subscribers think is live may have ended elsewhere. */
  private tellEnd(record: SessionRecord, ended: readonly EndedSession[]): void {
    const { liveId } = this.told;
    const candidates: readonly Session[] = liveId === record.id ? [sessionOf(record)] : ended;
    const session = candidates.filter(isEnded).find(({ id }) => id === liveId);
    if (session) this.told.tell({ type: 'ended', session, atMs: session.endTimeMs, detectedAtMs: this.time.now() });
    else if (liveId !== null && liveId !== record.id) this.reporter.warn(`session ${liveId} ended elsewhere, nobody knows how`);
  }

  // When an id is final

  get isFinal(): boolean {
    return this.liveId === null || this.liveId === this.settledId;
  }

  whenFinal(run: () => void): () => void {
    if (this.isFinal && this.told.waiting === 0) run();
    else this.waitingForFinal.add(run);
    return () => this.waitingForFinal.delete(run);
  }

  finalId(id: string): string {
    let final = id;
    for (let next = this.replacements.get(final); next !== undefined && next !== final; next = this.replacements.get(final)) final = next;
    return final;
  }

  finalize(): void {
    this.finalAtMs = Infinity;
    if (this.told.waiting === 0 && this.isFinal) return;
    this.isForced = true;
    this.settledId = this.liveId;
    this.told.release(this.told.waiting, 0);
    this.tellFinal();
  }

  /** The store is slow, but the mirror may know already who won: better that id than one that will lose. */
  private finalizeLate(): void {
    const read = readDocument(this.peek(), this.check);
    const outcome = read.ok ? transact(read.value, this.look()) : null;
    if (outcome?.verdict === 'revoked' && outcome.document.session) this.replay(outcome.document.session, outcome.document.ended);
    this.finalize();
  }

  private tellFinal(): void {
    if (!this.isFinal) return;
    const runs = [...this.waitingForFinal];
    this.waitingForFinal.clear();
    for (const run of runs) {
      try {
        run();
      } catch (error) {
        this.reporter.warn('a callback threw when the session id became final', error);
      }
    }
  }
}

function openStore({ store }: Platform, host: PlatformHost): SessionStore {
  return typeof store === 'function' ? store(host) : (store ?? createMemoryStore());
}

/** To say again what is known changes nothing, or every tab that opens would tell all others. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
