import type { SessionPolicy } from '../../machines/policy.ts';
import {
  diffSessions,
  formatSpan,
  type SessionDiff,
  type SessionFate,
  type SessionMove,
  type SimulatedSession,
  simulate,
} from '../tools/index.ts';
import { reportBadLines } from './bad-line-report.ts';
import { choosePolicies } from './choose-policies.ts';
import { count } from './comparison-table.ts';
import { openSources } from './open-sources.ts';
import { choice, parseOptions } from './options.ts';
import { showProgress } from './progress.ts';
import { readInput } from './read-traces.ts';
import { playTraces, refuseRowOptions } from './simulate-trace-files.ts';
import { type Terminal, UsageError } from './terminal.ts';

const DIFF_HELP = `sessionchart diff --from POLICY --to POLICY FILE…

Says what becomes of sessions when an app moves from one policy to another: which are merged, split or shifted, by
how much, and the ten largest examples. POLICY and FILE, activity or traces, are as in sessionchart simulate.

  --user COLUMN, --time COLUMN, --event COLUMN, --time-unit UNIT, --format FORMAT    as in sessionchart simulate
  --json        prints the numbers as JSON, durations in milliseconds
`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  user: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  'time-unit': { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MEANING: Readonly<Record<SessionFate, string>> = {
  same: 'as before',
  shifted: 'begin or end elsewhere',
  merged: 'several become one',
  split: 'one becomes several',
  regrouped: 'several become several others',
  gone: 'have no counterpart any more',
  new: 'had no counterpart before',
};

/** `sessionchart diff`. @throws UsageError, ActivityError */
export async function diffCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals: files } = parseOptions(args, OPTIONS);
  if (values.help) return terminal.out(DIFF_HELP);
  if (values.from === undefined || values.to === undefined) throw new UsageError('diff: expected --from POLICY and --to POLICY');
  if (files.length === 0) throw new UsageError('diff: expected at least one FILE, or - for standard input, came none');
  const [from, to] = choosePolicies([values.from, values.to]);
  if (!from || !to) throw new UsageError('diff: expected two policies');
  // The two may be one and the same: they are told apart by name.
  const named = [
    { ...from, name: 'from' },
    { ...to, name: 'to' },
  ];
  const diff = diffSessions(...(await sessionsOf(files, named, values, terminal)));
  terminal.out(values.json ? `${json(diff)}\n` : text(diff, values.from, values.to));
}

type Pair = readonly [from: readonly SimulatedSession[], to: readonly SimulatedSession[]];

/** Sessions of both policies, from activity or from traces. */
async function sessionsOf(
  files: readonly string[],
  policies: readonly SessionPolicy[],
  values: { readonly [name in 'user' | 'time' | 'event' | 'time-unit' | 'format']?: string },
  terminal: Terminal,
): Promise<Pair> {
  const told = new Map(policies.map(({ name }): [string, SimulatedSession[]] => [name, []]));
  const onSession = (session: SimulatedSession) => void told.get(session.policy)?.push(session);
  const format = choice('format', values.format, ['csv', 'ndjson', 'trace']);
  const progress = showProgress(terminal);
  const opened = openSources(files, terminal.stdin, progress.add);
  const input = await readInput(opened.sources, format);
  if (input.traces) {
    refuseRowOptions(values);
    playTraces(input.traces, { policies, onSession });
  } else {
    const bad = reportBadLines(terminal, progress.clear);
    progress.expect(opened.totalBytes);
    const simulation = await simulate(input.sources, {
      policies,
      columns: { user: values.user, time: values.time, event: values.event },
      timeUnit: choice('time-unit', values['time-unit'], ['s', 'ms', 'iso']),
      format: format === 'trace' ? undefined : format,
      onBadLine: bad.report,
      onRestart: () => {
        for (const list of told.values()) list.splice(0);
      },
      onSession,
    });
    bad.sum(simulation);
  }
  progress.clear();
  return [told.get('from') ?? [], told.get('to') ?? []];
}

const sessions = (of: readonly SimulatedSession[]) =>
  of.map(({ startTimeMs, endTimeMs }) => `${iso(startTimeMs)} +${formatSpan(endTimeMs - startTimeMs)}`).join(', ') || 'none';
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const example = ({ fate, user, byMs, from, to }: SessionMove) =>
  `  ${fate}, by ${formatSpan(byMs)}: ${user}\n    from  ${sessions(from)}\n    to    ${sessions(to)}\n`;

function text({ fates, medianByMs, maxByMs, examples }: SessionDiff, from: string, to: string): string {
  const all = [...fates.values()];
  const total = (side: 'from' | 'to') => count(all.reduce((sum, one) => sum + one[side], 0));
  const rows = [...fates]
    .filter(([, { moves }]) => moves > 0)
    .map(([fate, one]) => `  ${fate.padEnd(10)} ${count(one.from).padStart(9)} → ${count(one.to).padEnd(9)} ${MEANING[fate]}`);
  const head = `From ${from} to ${to}: ${total('from')} sessions become ${total('to')}\n\n${rows.join('\n')}\n`;
  if (medianByMs === null || maxByMs === null) return `${head}\nNothing changes.\n`;
  return `${head}\nThose that change move by ${formatSpan(medianByMs)} (median), ${formatSpan(maxByMs)} at the most. The largest, in UTC:\n${examples.map(example).join('')}`;
}

const json = ({ fates, ...rest }: SessionDiff) => JSON.stringify({ fates: Object.fromEntries(fates), ...rest }, null, 2);
