import { readFileSync } from 'node:fs';
import { policies } from '../policies/index.ts';
import {
  ActivityError,
  type FittedLimit,
  formatSpan,
  type Inference,
  inferPolicy,
  type Observation,
  parseTrace,
  readObservations,
  TraceError,
} from '../tools/index.ts';
import { reportBadLines } from './bad-line-report.ts';
import { openSources } from './open-sources.ts';
import { choice, parseOptions } from './options.ts';
import { peekSource } from './peek-source.ts';
import { type Terminal, UsageError } from './terminal.ts';

const INFER_HELP = `sessionchart infer FILE… [--json]

Reads what happened to an app and the session ids that were seen, and says which presets explain them, and which
inactivity timeout and maximum duration fit best, with the interval that the data allow.

FILE is CSV with a column of session ids, one page for each user; it may be empty where there was none. Or it is
JSON, or NDJSON with one observation a line: {"steps": [[t, op, arg?], …], "sessions": ["id", null, …]}
  steps       a trace: t in milliseconds, op one of activity, dom, telemetry, hidden, visible, reload, close, open,
              crash, freeze, resume, bfcacheIn, bfcacheOut, clock, block, unblock, trigger, sample
  sessions    the ids at the samples, in their order; null where there was none

  --session COLUMN    the ids of a CSV; without it session_id
  --user COLUMN, --time COLUMN, --event COLUMN, --time-unit UNIT    as in sessionchart simulate
  --json              prints the numbers as JSON, durations in milliseconds
`;

const OPTIONS = {
  session: { type: 'string' },
  user: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  'time-unit': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const BEST_SHOWN = 5;

/** `sessionchart infer`. @throws UsageError, ActivityError */
export async function inferCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals: files } = parseOptions(args, OPTIONS);
  if (values.help) return terminal.out(INFER_HELP);
  if (files.length === 0) throw new UsageError('infer: expected at least one FILE, came none');
  const bad = reportBadLines(terminal, () => {});
  const columns = { user: values.user, time: values.time, event: values.event };
  const options = { columns, timeUnit: choice('time-unit', values['time-unit'], ['s', 'ms', 'iso']), onBadLine: bad.report };
  const { sources } = openSources(files, terminal.stdin, () => {});
  const observations: Observation[] = [];
  for (const [index, source] of sources.entries()) {
    const { head } = await peekSource(source);
    const read = /^\s*[[{]/.test(head)
      ? observationsIn(files[index] ?? '')
      : readObservations(source, values.session ?? 'session_id', options);
    observations.push(...(await read));
  }
  if (observations.length === 0) throw new ActivityError(`${files.join(', ')}: expected observations, came none`);
  const inference = inferPolicy(observations, policies);
  terminal.out(values.json ? `${json(inference)}\n` : text(inference));
}

/** @throws ActivityError naming the file, and the line of NDJSON, in which something is wrong. */
function observationsIn(file: string): readonly Observation[] {
  const content = readFileSync(file, 'utf8');
  const whole = parseJson(content);
  if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).map((one) => observationOf(one, file));
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const value = parseJson(line);
    if (value === undefined) throw new ActivityError(`${file}:${index + 1}: expected JSON, came ${JSON.stringify(line.slice(0, 60))}`);
    return observationOf(value, `${file}:${index + 1}`);
  });
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function observationOf(value: unknown, at: string): Observation {
  const sessions: unknown = typeof value === 'object' && value !== null && 'sessions' in value ? value.sessions : undefined;
  const isId = (id: unknown): id is Observation['sessions'][number] => id === null || typeof id === 'string' || typeof id === 'number';
  if (!Array.isArray(sessions) || !sessions.every(isId)) throw new ActivityError(`${at}: expected a list "sessions" of ids or null`);
  try {
    return { trace: parseTrace(value), sessions };
  } catch (error) {
    throw error instanceof TraceError ? new ActivityError(`${at}: ${error.message}`) : error;
  }
}

const percent = (part: number, whole: number) => (part === whole ? '100 %' : `${((100 * part) / whole).toFixed(1)} %`);

function range({ atLeastMs, atMostMs }: FittedLimit): string {
  if (atMostMs === Infinity) return atLeastMs <= 1 ? 'none, or any: the data do not tell' : `none, or more than ${formatSpan(atLeastMs)}`;
  if (atLeastMs === atMostMs) return `${formatSpan(atLeastMs)} (${atLeastMs} ms)`;
  return `${formatSpan(atLeastMs)} to ${formatSpan(atMostMs)} (${atLeastMs} to ${atMostMs} ms)`;
}

function text({ candidates, inactivity, duration }: Inference): string {
  const most = candidates[0]?.agreeing ?? 0;
  const shown = candidates.filter(({ agreeing }, index) => agreeing === most || index < BEST_SHOWN);
  const width = Math.max(...shown.map(({ policy }) => policy.name.length));
  const rows = shown.map(
    ({ policy, agreeing, samples }) =>
      `${agreeing === most ? '*' : ' '} ${policy.name.padEnd(width)}  ${percent(agreeing, samples)} of ${samples} samples`,
  );
  const fit = `With all else as in ${candidates[0]?.policy.name}:\n  inactivity  ${range(inactivity)}\n  duration    ${range(duration)}\n`;
  return `Presets that agree best:\n${rows.join('\n')}\n\n${fit}`;
}

function json({ candidates, inactivity, duration }: Inference): string {
  const limit = ({ atLeastMs, atMostMs, agreeing }: FittedLimit) => ({
    atLeastMs,
    atMostMs: atMostMs === Infinity ? null : atMostMs,
    agreeing,
  });
  const presets = candidates.map(({ policy, agreeing, samples }) => ({ policy: policy.name, agreeing, samples }));
  return JSON.stringify({ presets, inactivity: limit(inactivity), duration: limit(duration) }, null, 2);
}
