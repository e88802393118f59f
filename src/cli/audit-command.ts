import { ActivityError, type Audit, type AuditOptions, audit, parseSpan } from '../tools/index.ts';
import { auditJson, auditReport, isInOrder } from './audit-report.ts';
import { reportBadLines } from './bad-line-report.ts';
import { openSources } from './open-sources.ts';
import { choice, parseOptions, wholeNumber } from './options.ts';
import { showProgress } from './progress.ts';
import { type Terminal, UsageError } from './terminal.ts';

const AUDIT_HELP = `sessionchart audit FILE…

Reads exported telemetry and says of each session whether it is complete, what is missing, and whether more
can come.

FILE is OTLP, plain or gzip: JSON lines or protobuf as the Collector's file exporter writes them, or the body
of a request in protobuf; traces and logs mixed, in any order. - is standard input.

  complete            start, end and all that was produced are there
  presumed complete   nobody came back to end it, and all that is known of is there
  open                more can come
  ended, not sealed   whether more comes is not known; no seal came
  never ended         its time is over, no end came, and something may be missing
  incomplete          something is missing: so much of it
  unknown             what was produced is not known
  contradictory       what is told of it does not go together

  --all                 lists all sessions that are not in order, not the first 20
  --json                prints the numbers and every session as JSON, times in Unix epoch milliseconds
  --now TIME            the clock for deadlines, ISO 8601 or Unix epoch milliseconds; without it, the latest
                        time in the input
  --idle SPAN           a session that told no deadline is open for so long after its last record; 30m
  --associate implicit  joins records without a session id to the one session that their instance had at
                        their time; reported apart, and never enough to call a session complete
  --strict              stops at the first bad line; otherwise it is reported, counted and left out
  --max-sessions N      holds so many sessions, 1000000; those beyond are counted and not judged
  --max-records N       remembers so many records to tell duplicates, 10000000; beyond, sessions are unknown

Exit status: 0 where every session is complete, presumed complete or open; 1 where one is not, where
there is none, or a line could not be read; 2 where the command was called the wrong way, or the input
cannot be read.
`;

const OPTIONS = {
  all: { type: 'boolean' },
  json: { type: 'boolean' },
  now: { type: 'string' },
  idle: { type: 'string' },
  associate: { type: 'string' },
  strict: { type: 'boolean' },
  'max-sessions': { type: 'string' },
  'max-records': { type: 'string' },
} as const;

const LISTED = 20;
/** Without an offset it is UTC, as everywhere on this command line. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:\d\d)?$/;
const MAX_RECORDS = 500_000_000;

/** @throws UsageError */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const iso = ISO.exec(text);
  const ms = iso ? Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${iso[3] ?? 'Z'}`) : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new UsageError(`--now: expected a time such as 2026-01-15T12:00:00Z, or Unix epoch milliseconds, came ${JSON.stringify(text)}`);
}

/** @throws UsageError */
function spanOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : parseSpan(text);
  if (ms !== null) return ms;
  throw new UsageError(`--idle: expected a span such as 15m, 4h, 90s or 1d, came ${JSON.stringify(text)}`);
}

/** `sessionchart audit`. @returns the exit status @throws UsageError */
export async function auditCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals: files } = parseOptions(args, OPTIONS);
  if (values.help) {
    terminal.out(AUDIT_HELP);
    return 0;
  }
  if (files.length === 0) throw new UsageError('audit: expected at least one FILE, or - for standard input, came none');
  if (files.filter((file) => file === '-').length > 1) throw new UsageError('audit: expected - once, standard input cannot be read twice');
  const options: AuditOptions = {
    nowMs: timeOf(values.now),
    idleMs: spanOf(values.idle),
    associate: choice('associate', values.associate, ['implicit']),
    strict: values.strict,
    maxSessions: limitOf('max-sessions', values['max-sessions']),
    maxRecords: limitOf('max-records', values['max-records']),
  };
  const found = await read(files, options, terminal);
  if (found === null) return 2;
  if (values.json) for (const text of auditJson(found)) terminal.out(text);
  else terminal.out(auditReport(found, { files, columns: terminal.columns, listed: values.all ? Infinity : LISTED }));
  return isInOrder(found) ? 0 : 1;
}

const limitOf = (option: string, text: string | undefined) =>
  text === undefined ? undefined : Math.min(MAX_RECORDS, wholeNumber(option, text, { least: 1, otherwise: 1 }));

/** @returns `null`, and says why, where the input cannot be read */
async function read(files: readonly string[], options: AuditOptions, terminal: Terminal): Promise<Audit | null> {
  const progress = showProgress(terminal);
  const bad = reportBadLines(terminal, progress.clear);
  try {
    const { sources, totalBytes } = openSources(files, terminal.stdin, progress.add);
    progress.expect(totalBytes);
    const found = await audit(sources, { ...options, onBadLine: bad.report });
    progress.clear();
    bad.sum(found);
    return found;
  } catch (error) {
    progress.clear();
    const isUnreadable = error instanceof ActivityError || (error instanceof Error && 'code' in error);
    if (!isUnreadable) throw error;
    terminal.err(`${error.message}\n`);
    return null;
  }
}
