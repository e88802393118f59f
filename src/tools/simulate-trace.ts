import type { SessionPolicy } from '../../machines/policy.ts';
import { EXPORT_EVERY_MS, type PlayOptions, samplesOf, TRACE_START_MS } from './play-trace.ts';
import { countSessions, type SessionTally } from './session-tally.ts';
import { type Trace, TraceError, type TraceOp, type TraceSample, type TraceStep } from './trace.ts';
import { createTraceBrowser, type TraceBrowser } from './trace-browser.ts';
import type { TracePage } from './trace-page.ts';
import { createTraceSessions, type TraceSession } from './trace-sessions.ts';

export interface NamedTrace {
  /** Stands for the person: a file's name, say. */
  readonly name: string;
  readonly trace: Trace;
}

export interface SimulateTraceOptions extends Omit<PlayOptions, 'onChange'> {
  readonly policies: readonly SessionPolicy[];
  readonly onSession?: ((session: TraceSession) => void) | undefined;
}

/** What one policy makes of traces. */
export interface TraceTally extends SessionTally {
  readonly policy: string;
  /** Ids at the samples of each trace, by number in order of appearance; `null` where there was none. */
  readonly samples: readonly { readonly trace: string; readonly seen: readonly TraceSample[] }[];
}

export interface TraceSimulation {
  /** Steps that a page could hear: all but samples, crashes, and what befalls the clock or the storage. */
  readonly events: number;
  readonly traces: readonly string[];
  /** Of the first and the last step. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly policies: readonly TraceTally[];
}

const UNHEARD: ReadonlySet<TraceOp> = new Set(['sample', 'crash', 'clock', 'block', 'unblock']);

/**
 * Plays traces through policies, and puts together what sessions came of it, over all pages. After a trace's last step time
 * goes on: a session that lives then ends by its limits; one without limits is `open`, unless its page has gone and nobody
 * else could know of it.
 *
 * @throws TraceError where a step needs a page that is not there.
 */
export function simulateTraces(traces: readonly NamedTrace[], options: SimulateTraceOptions): TraceSimulation {
  const { policies, startTimeMs = TRACE_START_MS } = options;
  const lastMs = Math.max(0, ...traces.map(({ trace }) => trace.steps.at(-1)?.atMs ?? 0));
  return {
    events: traces.reduce((sum, { trace }) => sum + trace.steps.filter(({ op }) => !UNHEARD.has(op)).length, 0),
    traces: traces.map(({ name }) => name),
    fromMs: startTimeMs,
    toMs: startTimeMs + lastMs,
    policies: policies.map((policy) => tallyTraces(traces, policy, options)),
  };
}

function tallyTraces(traces: readonly NamedTrace[], policy: SessionPolicy, options: SimulateTraceOptions): TraceTally {
  const tally = countSessions();
  let events = 0;
  const samples = traces.map(({ name, trace }, user) => {
    const played = simulateTrace({ name, trace }, policy, options);
    for (const session of played.sessions) {
      tally.count(
        user,
        { ...session, seenTimeMs: session.endTimeMs, endReason: session.endReason === 'open' ? null : session.endReason },
        session.events,
      );
      options.onSession?.(session);
    }
    events += played.events;
    return { trace: name, seen: played.samples };
  });
  return { policy: policy.name, ...tally.result(events), samples };
}

/** What came of one trace under one policy. */
export interface PlayedTrace {
  /** By start. */
  readonly sessions: readonly TraceSession[];
  readonly samples: readonly TraceSample[];
  readonly events: number;
}

/** Plays one trace through one policy; see `simulateTraces`. @throws TraceError where a step needs a page that is not there. */
export function simulateTrace(
  { name, trace }: NamedTrace,
  policy: SessionPolicy,
  options: Omit<PlayOptions, 'onChange'> = {},
): PlayedTrace {
  const sessions = createTraceSessions();
  const gone: TracePage[] = [];
  const browser = createTraceBrowser({
    policy,
    blocked: trace.blocked,
    telemetry: options.telemetry,
    exportEveryMs: options.exportEveryMs ?? EXPORT_EVERY_MS,
    startTimeMs: options.startTimeMs ?? TRACE_START_MS,
    tell: sessions.hear,
    onRevoked: sessions.hearRevoked,
    onGone(page, crashed) {
      gone.push(page);
      sessions.leave(page.tab);
      page.end(crashed ? 'unexpected_termination' : 'shutdown');
    },
  });
  const numbers = new Map<string, number>();
  const samples: TraceSample[] = [];
  let events = 0;
  for (const step of trace.steps) {
    playStep(browser, step, name);
    if (step.op === 'sample') samples.push(...samplesOf(browser.pagesOf(step), step.atMs, numbers));
    if (UNHEARD.has(step.op)) continue;
    events++;
    sessions.count(step.tab ?? 'A');
  }
  sessions.close();
  for (const page of [...browser.pages(), ...gone.reverse()]) {
    const open = page.expire();
    if (open) sessions.hearOpen(open);
  }
  return { sessions: sessions.list(policy.name, name), samples, events };
}

function playStep(browser: TraceBrowser, step: TraceStep, name: string): void {
  try {
    browser.play(step);
  } catch (error) {
    throw error instanceof TraceError ? new TraceError(`${name}: ${error.message}`) : error;
  }
}
