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
  /** What the runner heard and nothing has forgotten, in order; pulses that follow one another are one. */
  readonly events: readonly SessionEvent[];
  /** @returns how many events there are; no pulse is joined to those any more */
  mark(): number;
  /** Forgets the first `count` events. Default: all. */
  forget(count?: number): void;
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

/** The engine for itself. */
interface Running extends Engine {
  context: Readonly<SessionContext>;
  liveId: string | null;
  startMs: number;
  events: SessionEvent[];
}

export function createEngine(start: StartRunner, input: SessionInput, tell: (change: SessionChange) => void): Engine {
  let spare: readonly string[] = [];
  const generateId = (atMs: number) => {
    const [id, ...rest] = spare;
    spare = rest;
    return id ?? input.generateId(atMs);
  };
  const runner = start({ ...input, generateId }, tell);
  let isTraced = true;
  let marked = 0;
  let version = 0;
  let cached: { readonly version: number; readonly session: LiveSession } | null = null;
  const trace = (event: SessionEvent) => {
    const { events } = engine;
    const last = events.length > marked ? events[events.length - 1] : undefined;
    if (event.type === 'session.pulse' && last?.type === 'session.pulse') events[events.length - 1] = joinPulses(last, event);
    else events.push(event);
  };
  const traced = {
    context: runner.context,
    send(event: SessionEvent) {
      if (isTraced) trace(event);
      version++;
      runner.send(event);
      engine.context = traced.context = runner.context;
    },
  };
  const pulse = createPulse(traced, input.policy);
  const follow = () => {
    const { id, startTimeMs, endTimeMs } = engine.context;
    engine.liveId = endTimeMs === null ? id : null;
    engine.startMs = startTimeMs;
  };
  const hear = (event: SessionEvent) => {
    pulse.send(event);
    follow();
  };
  const engine: Running = {
    pulse,
    context: runner.context,
    liveId: null,
    startMs: 0,
    events: [],
    hear,
    follow,
    mark() {
      marked = engine.events.length;
      return marked;
    },
    forget(count = engine.events.length) {
      engine.events = engine.events.slice(count);
      marked = 0;
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
      if (cached?.version !== version) cached = { version, session: liveSession(engine.context) };
      return cached.session;
    },
    stop: () => runner.stop?.(),
  };
  return engine;
}

type PulseEvent = SessionEvent & { type: 'session.pulse' };

/** What two pulses did, in one: the later one has looked last. */
const joinPulses = (first: PulseEvent, second: PulseEvent): PulseEvent => ({
  ...second,
  stamped: sumCounts(first.stamped, second.stamped),
});
