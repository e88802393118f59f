import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { covers, rootOf, triggerEvent } from '../../machines/triggers.ts';
import type { Signal, TelemetrySessions } from '../api/session-provider.ts';
import type { Announcements } from './announcements.ts';
import type { Reporter } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import type { Reader } from './reader.ts';
import type { Saver } from './saver.ts';
import type { SessionClock } from './session-clock.ts';
import type { Settlement } from './settlement.ts';
import type { Timekeeper } from './timekeeper.ts';

/** After these a process may not come back. */
const LEAVING: ReadonlySet<string> = new Set(['unload', 'background', 'freeze']);

export interface IntakeOptions {
  readonly policy: SessionPolicy;
  readonly time: SessionClock;
  readonly engine: Engine;
  readonly told: Announcements;
  readonly reader: Reader;
  readonly timekeeper: Timekeeper;
  readonly saver: Saver;
  readonly reporter: Reporter;
  readonly settlement: () => Settlement;
  readonly getSession: TelemetrySessions['getSession'];
  /** Looks at what others left, if that has not been done: where the policy says so, no sooner than somebody does something. */
  readonly join: () => void;
  /** This context may not come back. */
  readonly leave: () => void;
}

/** What happens in this context, on its way to the chart: never back in time, and what only keeps a session alive past it. */
export interface Intake extends Pick<TelemetrySessions, 'notify' | 'stamp'> {
  /** Every event but those that the pulse takes goes this way. */
  send(event: SessionEvent, trigger?: Trigger): void;
  /** The engine heard something that came from the store. */
  afterHearing(): void;
  /** Writes without waiting. */
  save(): void;
  isOpen(): boolean;
  /** Whether what an app says counts: this context is not closed, and nobody has refused it. */
  isTaking(): boolean;
  open(): void;
  /** From here nothing is taken but a shutdown. */
  close(): void;
  /** Whether anything is taken at all; at first it is. */
  record(isRecorded: boolean): void;
}

export function createIntake(options: IntakeOptions): Intake {
  const { policy, time, engine, told, reader, reporter, timekeeper, settlement, saver } = options;
  const { pulse } = engine;
  const traces = pulse.kindOf('telemetry.traces');
  const logs = pulse.kindOf('telemetry.logs');
  const metrics = pulse.kindOf('telemetry.metrics');
  let isOpen = false;
  let isClosing = false;
  let isRecorded = true;
  // In a field: V8 makes a new number on the heap each time one is written to a variable of a closure.
  const latest = { ms: -Infinity };

  const isActivity = (trigger: Trigger) => covers(policy.startOn, trigger) || covers(policy.extendOn, trigger);
  const send = (event: SessionEvent, trigger?: Trigger) => {
    if (!isRecorded || (isClosing && event.type !== 'session.shutdown')) return;
    if (trigger !== undefined && isActivity(trigger)) options.join();
    const atMs = Math.max(event.atMs, latest.ms);
    if (engine.liveId !== null && atMs >= pulse.deadlineMs) settlement().catchUp(atMs);
    // What is set without a session waits for one, which may have begun before: at the time origin of a page, say.
    if (engine.liveId !== null || event.type !== 'session.update') latest.ms = Math.max(latest.ms, atMs);
    engine.hear({ ...event, atMs });
    if (engine.liveId !== null) saver.note(atMs);
    afterEvent(trigger);
  };
  const afterEvent = (trigger?: Trigger) => {
    if (told.waiting() > 0) settlement().await();
    else settlement().relieve();
    timekeeper.arm();
    if (trigger === undefined) return;
    const root = rootOf(trigger);
    if (root === 'unload') isOpen = false;
    else if (root === 'load' || root === 'resume') isOpen = true;
    if (LEAVING.has(root)) save();
  };
  const save = () => {
    settlement().save();
    options.leave();
  };
  /** What the pulse took needs no more than a write now and then. */
  const afterPulse = (isHeard: boolean, atMs: number, trigger?: Trigger) => {
    if (isHeard) {
      engine.follow();
      afterEvent(trigger);
    } else if (trigger !== undefined && LEAVING.has(trigger)) save();
    if (engine.liveId !== null) saver.note(atMs);
  };
  /** The session of a record, where it takes more than a count. */
  const place = (signal: Signal, kind: number, recordMs: number) => {
    // No record is from the future; the clock is read where its time is later than the last that was read.
    const atMs = recordMs > timekeeper.trustedMs ? Math.min(recordMs, timekeeper.now()) : recordMs;
    if (atMs < engine.startMs || engine.liveId === null) {
      const owner = reader.pastAt(atMs);
      if (owner) return told.past.isSealed(owner.id) ? null : owner.id;
    }
    if (atMs >= pulse.deadlineMs) {
      const trigger: Trigger = `telemetry.${signal}`;
      send({ type: 'session.trigger', trigger, atMs }, trigger);
      return engine.liveId ?? options.getSession()?.id ?? null;
    }
    if (atMs > latest.ms) latest.ms = atMs;
    afterPulse(pulse.trigger(kind, atMs), atMs);
    return engine.liveId;
  };
  return {
    send,
    save,
    notify(trigger, wallMs) {
      if (typeof trigger !== 'string') return reporter.warnOnce(`notify: expected a trigger, came ${typeof trigger}`);
      const nowMs = timekeeper.now();
      if (trigger === 'export') timekeeper.use();
      const atMs = wallMs === undefined || !Number.isFinite(wallMs) ? nowMs : Math.min(time.fromWall(wallMs), nowMs);
      if (atMs >= pulse.deadlineMs || atMs < latest.ms) return send(triggerEvent(trigger, atMs), trigger);
      latest.ms = atMs;
      afterPulse(pulse.trigger(pulse.kindOf(trigger), atMs), atMs, trigger);
    },
    stamp(signal, wallMs = Number.NaN) {
      const kind = signal === 'traces' ? traces : signal === 'logs' ? logs : metrics;
      const atMs = time.fromWall(wallMs);
      // Nearly all records: of the live session, from no later than the clock was read last, and counted, no more. No instant is none.
      if (atMs >= engine.startMs && atMs <= timekeeper.trustedMs && pulse.count(kind, atMs)) {
        if (atMs > latest.ms) latest.ms = atMs;
        if (atMs >= saver.notedUntilMs) saver.note(atMs);
        return engine.liveId;
      }
      return place(signal, kind, Number.isFinite(wallMs) ? atMs : timekeeper.now());
    },
    afterHearing() {
      // Another process may have seen a time that the wall clock has not reached again.
      time.goOnFrom(engine.context.seenTimeMs);
      afterEvent();
      // Another context may have thought that it was the last one to close.
      if (!isOpen || engine.liveId === null || !engine.context.isClosed || isClosing) return;
      // What is over by now is not opened: asking others whether it is, one would hear of it again.
      if (time.now() >= pulse.deadlineMs) return;
      send({ type: 'session.open', trigger: 'resume', atMs: time.now() });
      settlement().journal.commit();
    },
    isOpen: () => isOpen,
    isTaking: () => isRecorded && !isClosing,
    open() {
      isOpen = true;
    },
    close() {
      isClosing = true;
    },
    record(wanted) {
      isRecorded = wanted;
    },
  };
}
