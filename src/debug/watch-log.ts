import { recordOf, type SessionInput } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { createDecisionRing } from './decision-ring.ts';
import type { Decision, NewDecision } from './decisions.ts';
import { redacted } from './redact.ts';
import { countOutbox, readRuntime, readStoredText, type SessionSnapshot, type StandingTold } from './snapshot.ts';
import type { Standing } from './traced-chart.ts';
import { VERSION } from './version.ts';
import type { Watcher } from './watched-runner.ts';

export interface SnapshotOptions {
  /** `true`: values of metadata and attributes are left in. Default `false`. */
  readonly includeValues?: boolean;
  /** Decisions at the most, the last ones. Default: all that are kept. */
  readonly last?: number;
}

/** All that is known of one provider: what it decided last, and where it stands. */
export interface WatchLog {
  readonly watcher: Watcher;
  readonly decisions: readonly Decision[];
  add(decision: NewDecision): void;
  /** @returns whether the chart heard of this trigger in the call */
  hasHeard(run: () => void, trigger: string): boolean;
  /** A session lives. */
  readonly isLive: boolean;
  readonly input: SessionInput | null;
  snapshot(stored: string | null, options?: SnapshotOptions): SessionSnapshot;
}

/** As many answers of `nextDayMs` are kept. */
const MAX_DAYS = 64;

/** What is set or removed as older than all else has no instant of its own. */
const shownMs = ({ atMs }: SessionEvent, { context }: Standing): number =>
  atMs === 0 && Number.isFinite(context.seenTimeMs) ? context.seenTimeMs : atMs;

const standingTold = ({ state, context }: Standing): StandingTold => {
  const { input: _, limits: __, ...told } = context;
  return { state, context: told };
};

export function createWatchLog(keep: number, now: () => number, tell: (decision: Decision) => void): WatchLog {
  /** Where the chart stood before each decision of its own. */
  const standings = new Map<number, Standing>();
  const ring = createDecisionRing(keep, ({ seq }) => standings.delete(seq));
  const heard = new WeakSet<SessionEvent>();
  const days = new Map<number, number>();
  let input: SessionInput | null = null;
  let standing: () => Standing | null = () => null;
  let triggers: string[] = [];

  const add = (decision: NewDecision, before?: Standing) => {
    const made = ring.add(decision);
    if (!made) return;
    if (before) standings.set(made.seq, before);
    tell(made);
  };
  return {
    watcher: {
      begin(given, read) {
        input = given;
        standing = read;
      },
      hear(event, { before, after, transitions }) {
        const again = heard.has(event);
        heard.add(event);
        if ('trigger' in event) triggers.push(event.trigger);
        add({ kind: 'chart', atMs: shownMs(event, before), event, again, from: before.state, to: after.state, transitions }, before);
      },
      answerDay(atMs, nextMs) {
        days.delete(atMs);
        days.set(atMs, nextMs);
        if (days.size > MAX_DAYS) days.delete(days.keys().next().value as number);
      },
      differ(event, error) {
        const detail = error === undefined ? '' : `: ${String(error)}`;
        add({ kind: 'warning', atMs: event.atMs, message: `debug mode cannot explain ${event.type}${detail}` });
      },
    },
    get decisions() {
      return ring.decisions;
    },
    add: (decision) => add(decision),
    hasHeard(run, trigger) {
      triggers = [];
      run();
      return triggers.includes(trigger);
    },
    get isLive() {
      const context = standing()?.context;
      return context !== undefined && context.ordinal > 0 && context.endTimeMs === null;
    },
    get input() {
      return input;
    },
    snapshot(text, { includeValues = false, last = keep } = {}) {
      const at = standing();
      if (!at || !input) throw new Error('sessionchart: there is nothing to take a snapshot of, since no session provider was created');
      const decisions = ring.decisions.slice(-last);
      const origin = decisions.map(({ seq }) => standings.get(seq)).find((one) => one !== undefined) ?? null;
      const { context } = at;
      const isLive = context.ordinal > 0 && context.endTimeMs === null;
      const stored = readStoredText(text);
      const snapshot: SessionSnapshot = {
        format: 'sessionchart-snapshot',
        version: 1,
        library: VERSION,
        takenAtMs: now(),
        runtime: readRuntime(),
        scope: input.scope ?? 'default',
        contextId: input.contextId ?? 'main',
        policy: input.policy,
        state: at.state,
        session: recordOf(context),
        deadlineMs: isLive && Number.isFinite(context.deadlineMs) ? context.deadlineMs : null,
        stored,
        outbox: countOutbox(stored),
        origin: origin && standingTold(origin),
        days: [...days],
        decisions,
      };
      return redacted(snapshot, !includeValues);
    },
  };
}
