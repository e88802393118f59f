import { liveSession } from '../../machines/changes.ts';
import type { SessionContext, SessionInput } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { createPulse, type Pulse, type Runner } from '../../machines/pulse.ts';
import { sumCounts } from '../../machines/record.ts';
import type { LiveSession, SessionChange } from '../../machines/session.ts';

/** What runs the chart: XState's actor, or the stepper. */
export type StartRunner = (input: SessionInput, tell: (change: SessionChange) => void) => Runner & { stop?(): void };

/** The chart in flight behind its pulse, and what is read of it on the hot path. */
export interface Engine {
  readonly pulse: Pulse;
  readonly context: Readonly<SessionContext>;
  readonly liveId: string | null;
  /** Start of the live session, or of the last. */
  readonly startMs: number;
  /** What the runner heard since the last time this was set, in order; pulses that follow one another are one. */
  events: readonly SessionEvent[];
  /** @returns how many events there are; no pulse is joined to those any more */
  mark(): number;
  hear(event: SessionEvent): void;
  /** Hears without a trace in `events`: what comes from the store need not be played again. */
  hearUntraced(event: SessionEvent): void;
  /** Ids for the sessions that begin next, instead of new ones. */
  reuse(ids: readonly string[]): void;
  /** Looks at the runner again, after the pulse has handed something on. */
  follow(): void;
  /** The live session with all that the pulse holds; the same object while nothing has happened. */
  live(): LiveSession;
  stop(): void;
}

export function createEngine(start: StartRunner, input: SessionInput, tell: (change: SessionChange) => void): Engine {
  let spare: readonly string[] = [];
  const generateId = (atMs: number) => {
    const [id, ...rest] = spare;
    spare = rest;
    return id ?? input.generateId(atMs);
  };
  const runner = start({ ...input, generateId }, tell);
  let events: SessionEvent[] = [];
  let isTraced = true;
  let marked = 0;
  let version = 0;
  let cached: { readonly version: number; readonly session: LiveSession } | null = null;
  let liveId: string | null = null;
  let startMs = 0;
  const trace = (event: SessionEvent) => {
    const last = events.length > marked ? events[events.length - 1] : undefined;
    if (event.type === 'session.pulse' && last?.type === 'session.pulse') events[events.length - 1] = joinPulses(last, event);
    else events.push(event);
  };
  const pulse = createPulse(
    {
      send(event) {
        if (isTraced) trace(event);
        version++;
        runner.send(event);
      },
      get context() {
        return runner.context;
      },
    },
    input.policy,
  );
  const follow = () => {
    const { context } = runner;
    liveId = context.endTimeMs === null ? context.id : null;
    startMs = context.startTimeMs;
  };
  const hear = (event: SessionEvent) => {
    pulse.send(event);
    follow();
  };
  return {
    pulse,
    hear,
    follow,
    get context() {
      return runner.context;
    },
    get liveId() {
      return liveId;
    },
    get startMs() {
      return startMs;
    },
    get events() {
      return events;
    },
    set events(rest) {
      events = [...rest];
      marked = 0;
    },
    mark() {
      marked = events.length;
      return marked;
    },
    hearUntraced(event) {
      pulse.flush();
      isTraced = false;
      hear(event);
      isTraced = true;
    },
    reuse(ids) {
      spare = ids;
    },
    live() {
      pulse.flush();
      if (cached?.version !== version) cached = { version, session: liveSession(runner.context) };
      return cached.session;
    },
    stop: () => runner.stop?.(),
  };
}

type PulseEvent = SessionEvent & { type: 'session.pulse' };

/** What two pulses did, in one: the later one has looked last. */
const joinPulses = (first: PulseEvent, second: PulseEvent): PulseEvent => ({
  ...second,
  stamped: sumCounts(first.stamped, second.stamped),
});
