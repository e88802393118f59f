import { isTrigger } from './event-readings.ts';

/** A trace that cannot be played: where, what was expected and what came. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/**
 * What happens in a trace. `activity`: a click and one telemetry item; `dom`: the click alone (or another `input`);
 * `telemetry`: the item alone. `reload`, `close`, `open`, `crash`: lives of pages, a crash without any event, after
 * which the tab's own storage is still there. `freeze` stops a page's timers until `resume`. `bfcacheIn` and `bfcacheOut`: the page leaves for the back/forward cache and
 * returns. `clock`: the wall clock jumps, timers do not. `block`: nothing can be stored until `unblock`. `sample`:
 * the current id is noted, passively. `trigger`: anything that a policy may name.
 */
export const TRACE_OPS = [
  'activity',
  'dom',
  'telemetry',
  'hidden',
  'visible',
  'reload',
  'close',
  'open',
  'crash',
  'freeze',
  'resume',
  'bfcacheIn',
  'bfcacheOut',
  'clock',
  'block',
  'unblock',
  'sample',
  'trigger',
] as const;
export type TraceOp = (typeof TRACE_OPS)[number];

export interface TraceStep {
  /** Milliseconds since the trace began, by a clock that never jumps. */
  readonly atMs: number;
  readonly op: TraceOp;
  /** Of `clock` the milliseconds that it jumps by, of `dom` the kind of input, of `trigger` its name. */
  readonly arg: string | number | null;
  /** `null`: tab `A`; for `sample` every open tab. */
  readonly tab: string | null;
}

/** What happened to an app in a browser, tab by tab. Tab `A` is open from the beginning. */
export interface Trace {
  /** Nothing can be stored from the beginning. */
  readonly blocked: boolean;
  /** By time; what comes at one instant, in this order. */
  readonly steps: readonly TraceStep[];
}

/** What was seen at a `sample`. */
export interface TraceSample {
  readonly atMs: number;
  readonly tab: string;
  /** The session's number, by order of appearance in the samples; `null` where there is no id. */
  readonly session: number | null;
}

/**
 * Checks a trace that comes from JSON: `{"steps": [[t, op, arg?] | {"t", "do", "arg"?, "tab"?}], "blocked"?: true}`.
 *
 * @throws TraceError naming the step, what was expected and what came.
 */
export function parseTrace(value: unknown): Trace {
  if (!isObject(value) || !Array.isArray(value.steps)) throw new TraceError(`expected an object with a list "steps", came ${shown(value)}`);
  const { steps, blocked = false } = value;
  if (typeof blocked !== 'boolean') throw new TraceError(`blocked: expected true or false, came ${shown(blocked)}`);
  let lastMs = 0;
  return {
    blocked,
    steps: steps.map((one: unknown, index): TraceStep => {
      const step = parseStep(one, `steps[${index}]`);
      if (step.atMs < lastMs) throw new TraceError(`steps[${index}]: expected a time of at least ${lastMs}, came ${step.atMs}`);
      lastMs = step.atMs;
      return step;
    }),
  };
}

function parseStep(value: unknown, at: string): TraceStep {
  const [time, op, arg = null, tab = null] = Array.isArray(value)
    ? value
    : isObject(value)
      ? [value.t, value.do, value.arg, value.tab]
      : fail(at, 'a list [t, op, arg] or an object', value);
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) fail(`${at}: t`, 'milliseconds of at least 0', time);
  const known = TRACE_OPS.find((one) => one === op) ?? fail(`${at}: do`, `one of ${TRACE_OPS.join(', ')}`, op);
  if (tab !== null && (typeof tab !== 'string' || tab === '')) fail(`${at}: tab`, 'a name', tab);
  return { atMs: time, op: known, arg: parseArg(known, arg, at), tab };
}

function parseArg(op: TraceOp, arg: unknown, at: string): string | number | null {
  if (op === 'clock') return typeof arg === 'number' && Number.isFinite(arg) ? arg : fail(`${at}: arg`, 'milliseconds to jump by', arg);
  if (op === 'trigger') return typeof arg === 'string' && isTrigger(arg) ? arg : fail(`${at}: arg`, 'a trigger such as navigation', arg);
  if (op === 'dom') return arg === null || typeof arg === 'string' ? arg : fail(`${at}: arg`, 'a kind of input such as click', arg);
  return null;
}

interface Fields {
  readonly [name: string]: unknown;
}
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: unknown) => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60));
function fail(at: string, expected: string, came: unknown): never {
  throw new TraceError(`${at}: expected ${expected}, came ${shown(came)}`);
}
