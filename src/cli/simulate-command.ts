import type { SessionPolicy } from '../../machines/policy.ts';
import { type SimulateOptions, type Simulation, simulate } from '../tools/index.ts';
import { reportBadLines } from './bad-line-report.ts';
import { choosePolicies } from './choose-policies.ts';
import { comparisonTable } from './comparison-table.ts';
import { type OpenedSources, openSources } from './open-sources.ts';
import { choice, parseOptions, wholeNumber } from './options.ts';
import { type Progress, showProgress } from './progress.ts';
import { readInput } from './read-traces.ts';
import { readingsOf, unseenNames } from './readings-of.ts';
import { simulateOnWorkers } from './simulate-on-workers.ts';
import { refuseRowOptions, simulateTraceFiles } from './simulate-trace-files.ts';
import { activityLine, noteLines, simulationNotes } from './simulation-notes.ts';
import { type Terminal, UsageError } from './terminal.ts';
import { refuseInputs, writeSessions } from './write-sessions.ts';

const SIMULATE_HELP = `sessionchart simulate FILE… [--policy POLICY]…

Runs activity through session policies and prints what sessions they make of it, side by side.

FILE is CSV with a header, NDJSON, or a trace, plain or gzip; - is standard input. Rows may come in any order.

  --policy POLICY     may be given several times; without it, default
      NAME                        a preset: see sessionchart policies
      FILE.json                   a policy as JSON
      NAME,KEY=VALUE,…            either with overrides: default,inactivity=15m,duration=4h
      KEY=VALUE,…                 these limits alone, every row counts: inactivity=30m
      keys: inactivity, background, duration, extend-every, min-duration (15m, 4h, 90s, 1d or none),
      telemetry (a count or none), then (renew, wait or stop)

  --user COLUMN       who; for NDJSON a field, or a path such as user.id
  --time COLUMN       when
  --event COLUMN      what. All three are found by common names: user_id, timestamp, event, …
  --time-unit UNIT    s, ms or iso; without it the column's name or the first row tells
  --format FORMAT     csv, ndjson or trace; without it the beginning of each file tells
  --map NAME=TRIGGER,…  takes events of this name as a trigger, or as activity; * is all others

  --strict            stops at the first bad line; otherwise it is reported, counted and left out
  --sort              holds all rows in memory; needed where standard input is far out of order
  --json              prints the numbers as JSON, durations in milliseconds
  --out FILE          writes the sessions, as .csv, .ndjson or .jsonl
  --workers N         threads that share the work on CSV files; without it, with --out and with --strict, one

An event that is named as a trigger (foreground, input.click, telemetry.logs) is that trigger. Any other
(page_view), the bare input and focus, and rows without one are activity: whatever the policy counts as a sign
of life. After a user's last event time goes on: the session ends by its limits, and is open if it has none.
Times without an offset are UTC. A median, a p95 and a max are durations that occurred (nearest rank).

A trace tells what happened to an app in a browser, tab by tab, on a clock of its own. Every policy plays it
with pages, their storage and timers: {"steps": [[t, op, arg?] | {"t", "do", "arg"?, "tab"?}, …]}
  t     milliseconds since the trace began; tab A is open then
  op    activity (a click and one telemetry item), dom, telemetry, hidden, visible, reload, close, open,
        crash, freeze, resume, bfcacheIn, bfcacheOut, clock (jumps by arg ms), block and unblock (storage),
        trigger (any, named by arg), sample (which session is seen: 1 is the first that was, – is none)
`;

const OPTIONS = {
  policy: { type: 'string', multiple: true },
  user: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  'time-unit': { type: 'string' },
  format: { type: 'string' },
  map: { type: 'string', multiple: true },
  strict: { type: 'boolean' },
  sort: { type: 'boolean' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  workers: { type: 'string' },
} as const;

/** `sessionchart simulate`. @throws UsageError, ActivityError */
export async function simulateCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals: files } = parseOptions(args, OPTIONS);
  if (values.help) return terminal.out(SIMULATE_HELP);
  if (files.length === 0) throw new UsageError('simulate: expected at least one FILE, or - for standard input, came none');
  if (files.filter((file) => file === '-').length > 1)
    throw new UsageError('simulate: expected - once, standard input cannot be read twice');
  const policies = choosePolicies(values.policy ?? ['default']);
  const format = choice('format', values.format, ['csv', 'ndjson', 'trace']);
  const options: SimulateOptions = {
    policies,
    columns: { user: values.user, time: values.time, event: values.event },
    timeUnit: choice('time-unit', values['time-unit'], ['s', 'ms', 'iso']),
    format: format === 'trace' ? undefined : format,
    readings: readingsOf(values.map ?? []),
    strict: values.strict,
    rowsHeld: values.sort ? Infinity : undefined,
  };
  const progress = showProgress(terminal);
  const opened = openSources(files, terminal.stdin, progress.add);
  if (values.out !== undefined) refuseInputs(values.out, files, terminal.stdin);
  const input = await readInput(opened.sources, format);
  if (input.traces) {
    refuseRowOptions(values);
    return simulateTraceFiles(input.traces, policies, { terminal, json: values.json, out: values.out });
  }
  const workers = workersFor(values.workers, values.strict === true || values.out !== undefined);
  const simulation = await run({ ...opened, sources: input.sources }, options, { terminal, progress, out: values.out, workers });
  const unseen = unseenNames(options.readings, simulation);
  if (unseen.length > 0) terminal.err(`--map: no row has the event ${unseen.map((name) => JSON.stringify(name)).join(', ')}\n`);
  if (values.json) return terminal.out(`${JSON.stringify(simulation, null, 2)}\n`);
  terminal.out(`${activityLine(simulation, files)}\n\n${tableWithNotes(simulation, policies, terminal)}`);
}

export const tableWithNotes = (simulation: Simulation, policies: readonly SessionPolicy[], { columns }: Terminal): string =>
  `${comparisonTable(simulation, columns)}\n${noteLines(simulationNotes(simulation, policies), columns)}`;

interface Told {
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly out: string | undefined;
  readonly workers: number;
}

const MAX_WORKERS = 64;

function workersFor(wanted: string | undefined, isAlone: boolean): number {
  const workers = wholeNumber('workers', wanted, { least: 1, otherwise: 1 });
  return isAlone ? 1 : Math.min(workers, MAX_WORKERS);
}

async function run({ sources, totalBytes }: OpenedSources, options: SimulateOptions, { terminal, progress, out, workers }: Told) {
  const bad = reportBadLines(terminal, progress.clear);
  progress.expect(totalBytes);
  const writer = out === undefined ? undefined : writeSessions(out);
  try {
    const told: SimulateOptions = {
      ...options,
      onBadLine: bad.report,
      onSession: writer?.write,
      onRestart(why) {
        progress.clear();
        progress.expect(totalBytes === null ? null : totalBytes * 2);
        terminal.err(`${why}: reading again, with all rows in memory\n`);
        writer?.restart();
      },
    };
    const { workerScript: script } = terminal;
    const shared = workers > 1 && script ? await simulateOnWorkers(sources, told, { script, count: workers }) : null;
    const simulation = shared ?? (await simulate(sources, told));
    progress.clear();
    bad.sum(simulation);
    writer?.close();
    return simulation;
  } catch (error) {
    progress.clear();
    writer?.abort();
    throw error;
  }
}
