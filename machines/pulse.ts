import type { SessionContext } from './context.ts';
import { onGrid } from './deadline.ts';
import type { SessionEvent } from './events.ts';
import type { SessionPolicy, Trigger } from './policy.ts';
import { covers, rootOf, triggerEvent } from './triggers.ts';

/** A chart in flight: XState's actor or the stepper. */
export interface Runner {
  send(event: SessionEvent): void;
  readonly context: Readonly<SessionContext>;
}

/** What a kind of trigger does to a live session; 0 is nothing. */
const EXTENDS = 1;
const COUNTS = 2;
/** Only the chart can tell. */
const DECIDES = 4;

function effectOf(kind: Trigger, policy: SessionPolicy): number {
  const decides = triggerEvent(kind, 0).type !== 'session.trigger' || covers(policy.endOn, kind) || covers(policy.splitOn, kind);
  return (covers(policy.extendOn, kind) ? EXTENDS : 0) | (rootOf(kind) === 'telemetry' ? COUNTS : 0) | (decides ? DECIDES : 0);
}

const SIGNALS = ['telemetry.traces', 'telemetry.logs', 'telemetry.metrics'] as const;

/**
 * Takes what only keeps a session alive, in field reads and comparisons, and sends the runner the rest, what it took
 * first. Beside the rules it is the only place that knows deadlines.
 */
export interface Pulse {
  /** First instant at which the session is over; `-Infinity` where none lives. */
  readonly deadlineMs: number;
  readonly lastActivityTimeMs: number;
  /** @returns the number by which `trigger` knows this kind. */
  kindOf(trigger: Trigger): number;
  /** Counts a record of the live session, where a kind does no more than that. @returns whether it did; if not, it is for `trigger` */
  count(kind: number, atMs: number): boolean;
  /** @returns whether the runner heard of it, so that its context may have changed */
  trigger(kind: number, atMs: number): boolean;
  send(event: SessionEvent): void;
  /** Hands the runner what was taken since, so that its context is up to date. */
  flush(): void;
  /** Looks at the runner again, after it was restarted. */
  follow(): void;
}

export function createPulse(runner: Runner, policy: SessionPolicy): Pulse {
  const kinds: Trigger[] = [];
  const kindByTrigger = new Map<Trigger, number>();
  const effects: number[] = [];
  const signals: number[] = [];
  /** The signals of kinds that are counted and no more, and without end; 0 is for all other kinds. */
  const counted: number[] = [];
  const everyMs = policy.extendEveryMs ?? 0;
  const gridMs = policy.endAfter.inactivity?.everyMs;
  const capacity = policy.endAfter.telemetryCount ?? Infinity;
  /** Records stamped since the last hand-over: without a signal, then by signal. */
  const stamped = [0, 0, 0, 0];
  let isAhead = false;
  // Instants are in fields: V8 makes a new number on the heap each time one is written to a variable of a closure.
  const seen = { lastTelemetryTimeMs: -Infinity, idleFromMs: 0, idleMs: Infinity, fixedMs: Infinity, startTimeMs: 0, left: Infinity };

  const follow = () => {
    const c = runner.context;
    isAhead = false;
    pulse.deadlineMs = c.endTimeMs === null ? c.deadlineMs : -Infinity;
    pulse.lastActivityTimeMs = c.lastActivityTimeMs;
    seen.lastTelemetryTimeMs = c.lastTelemetryTimeMs ?? -Infinity;
    seen.idleFromMs = c.idleFromMs;
    seen.idleMs = c.idleMs;
    seen.fixedMs = c.fixedMs;
    seen.startTimeMs = c.startTimeMs;
    seen.left = capacity - c.ownTotal - c.othersTotal;
  };
  const handOver = () => {
    const [other = 0, traces = 0, logs = 0, metrics = 0] = stamped;
    stamped.fill(0);
    const { lastActivityTimeMs } = pulse;
    const { lastTelemetryTimeMs } = seen;
    runner.send({
      type: 'session.pulse',
      atMs: Math.max(lastActivityTimeMs, lastTelemetryTimeMs),
      lastActivityTimeMs,
      lastTelemetryTimeMs: lastTelemetryTimeMs === -Infinity ? null : lastTelemetryTimeMs,
      stamped: { total: other + traces + logs + metrics, traces, logs, metrics },
    });
  };
  const send = (event: SessionEvent) => {
    if (isAhead) handOver();
    runner.send(event);
    follow();
  };
  const pulse = {
    deadlineMs: -Infinity,
    lastActivityTimeMs: -Infinity,
    kindOf(trigger: Trigger) {
      const known = kindByTrigger.get(trigger);
      if (known !== undefined) return known;
      const does = effectOf(trigger, policy);
      const signal = SIGNALS.findIndex((one) => covers([one], trigger)) + 1;
      effects.push(does);
      kindByTrigger.set(trigger, kinds.length);
      signals.push(signal);
      counted.push(does === COUNTS && capacity === Infinity ? signal : 0);
      return kinds.push(trigger) - 1;
    },
    count(kind: number, atMs: number) {
      const signal = counted[kind] ?? 0;
      if (signal === 0 || atMs >= pulse.deadlineMs) return false;
      stamped[signal] = (stamped[signal] ?? 0) + 1;
      if (atMs > seen.lastTelemetryTimeMs) seen.lastTelemetryTimeMs = atMs;
      isAhead = true;
      return true;
    },
    trigger(kind: number, atMs: number) {
      const does = effects[kind] ?? DECIDES;
      if (atMs >= pulse.deadlineMs || does >= DECIDES || (does >= COUNTS && seen.left <= 0)) {
        send(triggerEvent(kinds[kind] ?? 'manual', atMs));
        return true;
      }
      if (does >= COUNTS) {
        const signal = signals[kind] ?? 0;
        stamped[signal] = (stamped[signal] ?? 0) + 1;
        seen.left--;
        if (atMs > seen.lastTelemetryTimeMs) seen.lastTelemetryTimeMs = atMs;
        isAhead = true;
      }
      if ((does & EXTENDS) !== 0 && atMs - pulse.lastActivityTimeMs >= everyMs) {
        pulse.lastActivityTimeMs = atMs;
        if (atMs > seen.idleFromMs) seen.idleFromMs = atMs;
        isAhead = true;
        const idleAtMs = onGrid(seen.idleFromMs + seen.idleMs, seen.startTimeMs, gridMs);
        pulse.deadlineMs = idleAtMs < seen.fixedMs ? idleAtMs : seen.fixedMs;
      }
      return false;
    },
    send,
    flush() {
      if (!isAhead) return;
      handOver();
      follow();
    },
    follow,
  };
  follow();
  return pulse;
}
