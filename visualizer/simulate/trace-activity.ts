import type { SessionChange, SessionPolicy } from '../../src/index.ts';
import {
  ActivityError,
  type NamedTrace,
  playTrace,
  simulateTrace,
  simulateTraces,
  type Trace,
  TraceError,
  type TraceOp,
  type TraceStep,
} from '../../src/tools/index.ts';
import { type Activity, numbered, type Rows, type Wish } from './activity.ts';
import type { Person, Sleep, Walk, WalkStep } from './messages.ts';
import { packWalk } from './walk-columns.ts';

const START_TIME_MS = Date.UTC(2025, 0, 6, 9);
/** What shows a page, and what hides it, is drawn alike wherever it comes from. */
const WORDS: { readonly [op in TraceOp]?: string } = {
  hidden: 'background',
  visible: 'foreground',
  bfcacheIn: 'background: into the back/forward cache',
  bfcacheOut: 'foreground: out of the back/forward cache',
};
const wordsOf = ({ op, tab }: TraceStep) => `${WORDS[op] ?? op}${tab === null || tab === 'A' ? '' : ` in ${tab}`}`;

/** Traces of browsers: each stands for one person. @throws ActivityError where one cannot be played. */
export function loadTraces(name: string, traces: readonly NamedTrace[]): Activity {
  const { events, fromMs, toMs } = played(() => simulateTraces(traces, { policies: [], startTimeMs: START_TIME_MS }));
  const steps = new Map(traces.map((one) => [one.name, one.trace.steps.filter(({ op }) => op !== 'sample')]));
  if (![...steps.values()].some(({ length }) => length > 0))
    throw new ActivityError(`${name} has a trace without steps: expected some besides samples, came none`);
  const names = [...new Set([...steps.values()].flat().map(wordsOf))].slice(0, 255);
  const rows = new Map([...steps].map(([user, own]) => [user, rowsOf(own, names)]));
  // A step that needs a page which is not there is found out now, not at the first count.
  played(() => traces.map(({ trace }) => playTrace(trace, NEVER)));
  return {
    ...{ kind: 'traces', name, events, users: traces.length, fromMs, toMs, badLines: 0, firstBadLine: null, rows },
    run: async (policies, onSession) =>
      simulateTraces(traces, { policies: numbered(policies), startTimeMs: START_TIME_MS, onSession }).policies,
    async follow(user, wish) {
      const found = traces.find((one) => one.name === user) ?? (traces[0] as NamedTrace);
      return followTrace(found, names, wish);
    },
  };
}

const NEVER: SessionPolicy = { name: 'never', startOn: [], extendOn: [], endAfter: {}, then: 'wait', scope: 'app' };

function played<T>(play: () => T): T {
  try {
    return play();
  } catch (error) {
    throw error instanceof TraceError ? new ActivityError(`The trace cannot be played: ${error.message}`) : error;
  }
}

const rowsOf = (steps: readonly TraceStep[], names: readonly string[]): Rows => ({
  times: Float64Array.from(steps, ({ atMs }) => START_TIME_MS + atMs),
  kinds: Uint8Array.from(steps, (step) => Math.max(0, names.indexOf(wordsOf(step)))),
});

function followTrace({ name, trace }: NamedTrace, names: readonly string[], { policies, sleeps }: Wish): Person {
  const slept = { name, trace: asleep(trace, sleeps) };
  return {
    user: name,
    ...rowsOf(
      slept.trace.steps.filter(({ op }) => op !== 'sample'),
      names,
    ),
    names,
    sessions: policies.map((policy) => simulateTrace(slept, policy, { startTimeMs: START_TIME_MS }).sessions),
    walks: policies.map((policy) => walkOf(slept.trace, policy)),
    isCut: false,
  };
}

/** The device slept: all pages are frozen meanwhile, and what comes after comes later. */
function asleep(trace: Trace, sleeps: readonly Sleep[]): Trace {
  let { steps } = trace;
  for (const { atMs, ms } of [...sleeps].sort((a, b) => a.atMs - b.atMs)) {
    const fromMs = atMs - START_TIME_MS;
    const before = steps.filter((step) => step.atMs <= fromMs);
    const after = steps.filter((step) => step.atMs > fromMs).map((step) => ({ ...step, atMs: step.atMs + ms }));
    const all = (op: 'freeze' | 'resume', stepMs: number) =>
      openTabs(before).map((tab): TraceStep => ({ atMs: stepMs, op, arg: null, tab }));
    steps = [...before, ...all('freeze', fromMs), ...all('resume', fromMs + ms), ...after];
  }
  return { ...trace, steps };
}

function openTabs(steps: readonly TraceStep[]): string[] {
  const tabs = new Set(['A']);
  for (const { op, tab } of steps) {
    if (op === 'open') tabs.add(tab ?? 'A');
    if (op === 'close' || op === 'crash') tabs.delete(tab ?? 'A');
  }
  return [...tabs];
}

const STATES: { readonly [type in SessionChange['type']]?: string } = {
  started: 'live.active',
  backgrounded: 'live.backgrounded',
  foregrounded: 'live.active',
  ended: 'expired',
};

/** What the pages told, once each: a trace's pages each run their own chart, so this is all that there is of one. */
function walkOf(trace: Trace, policy: SessionPolicy): Walk {
  const steps: WalkStep[] = [];
  const told = new Set<string>();
  let from = 'idle';
  playTrace(trace, policy, {
    startTimeMs: START_TIME_MS,
    onChange({ type, session, atMs }) {
      const to = STATES[type];
      const once = `${type} ${session.id} ${type === 'started' || type === 'ended' ? '' : atMs}`;
      if (to === undefined || told.has(once)) return;
      told.add(once);
      const reason = type === 'ended' ? `: ${session.endReason}` : type === 'started' ? `: ${session.startReason}` : '';
      const [source, target] = to.startsWith('live') && from.startsWith('live') ? [from, to] : [rootOf(from), rootOf(to)];
      steps.push({ atMs, what: `${type}${reason}`, from, to, taken: [[source, target, null]], told: [], deadlineMs: 'untold' });
      from = to;
    },
  });
  return packWalk(steps.sort((a, b) => a.atMs - b.atMs));
}
const rootOf = (state: string) => state.split('.')[0] ?? '';
