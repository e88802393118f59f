import type { Audit, AuditedSession, SessionVerdict } from '../tools/index.ts';
import { auditReason } from './audit-reason.ts';
import { count, share } from './comparison-table.ts';
import { noteLines } from './simulation-notes.ts';

/** The worst first, as they are listed. */
const NOT_IN_ORDER: readonly SessionVerdict[] = ['contradictory', 'incomplete', 'never ended', 'ended, not sealed', 'unknown'];
const IN_ORDER: readonly SessionVerdict[] = ['complete', 'presumed complete', 'open'];

/** Whether all could be read, and every session is complete, presumed so, or still open. Of none at all nobody can say that. */
export const isInOrder = ({ verdicts, sessionCount, unjudged, badLines }: Audit): boolean =>
  sessionCount > 0 && unjudged === 0 && badLines.length === 0 && NOT_IN_ORDER.every((verdict) => verdicts[verdict] === 0);

const VERDICT_WIDTH = 19;
const COUNT_WIDTH = 12;
const SHARE_WIDTH = 10;
const ID_WIDTH = 36;
const GAP = '  ';

interface ReportOptions {
  readonly files: readonly string[];
  readonly columns: number;
  /** Sessions that are listed at most. */
  readonly listed: number;
}

/** What was read, sessions by verdict, and those that are not in order with the reason. */
export function auditReport(audit: Audit, { files, columns, listed }: ReportOptions): string {
  const notes = noteLines(notesOn(audit), columns);
  return [readLine(audit, files, columns), verdictTable(audit), notes, sessionList(audit, columns, listed)].filter(Boolean).join('\n');
}

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const counted = (number: number, one: string, several: string) => `${count(number)} ${number === 1 ? one : several}`;

function readLine({ records, duplicates, fromMs, toMs, nowMs }: Audit, files: readonly string[], columns: number): string {
  const named = files.join(', ');
  const shown = named.length <= columns ? named : counted(files.length, 'file', 'files');
  const read = [
    counted(records.spans, 'span', 'spans'),
    counted(records.logs, 'log record', 'log records'),
    counted(records.events, 'session event', 'session events'),
    `${counted(duplicates, 'duplicate', 'duplicates')} among them`,
  ].join(' · ');
  const period = fromMs === null || toMs === null ? '' : `${time(fromMs)} to ${time(toMs)}; seen from ${time(nowMs)}\n`;
  return `${shown}\n${read}\n${period}`;
}

function verdictTable({ verdicts, sessionCount }: Audit): string {
  const line = (label: string, cells: readonly [string, string]) =>
    `${label.padEnd(VERDICT_WIDTH)}${cells[0].padStart(COUNT_WIDTH)}${cells[1].padStart(SHARE_WIDTH)}`.trimEnd();
  const rule = '─'.repeat(VERDICT_WIDTH + COUNT_WIDTH + SHARE_WIDTH);
  const rows = [...IN_ORDER, ...[...NOT_IN_ORDER].reverse()].map((verdict) => {
    const sessions = verdicts[verdict];
    return line(verdict, [count(sessions), sessions === 0 ? '' : share(sessions, sessionCount)]);
  });
  return `${[line('', ['sessions', 'share']), rule, ...rows, rule, line('all', [count(sessionCount), ''])].join('\n')}\n`;
}

function notesOn({ sessionCount, withoutSession, implicit, unjudged }: Audit): readonly string[] {
  const notes: string[] = [];
  if (sessionCount === 0) notes.push('no session is in it, so there is nothing to judge');
  const without = withoutSession.spans + withoutSession.logs;
  const joined = implicit.spans + implicit.logs;
  if (without > 0)
    notes.push(
      `${counted(withoutSession.spans, 'span', 'spans')} and ${counted(withoutSession.logs, 'log record', 'log records')} name no session${
        joined > 0 ? `; ${count(joined)} of them were joined to one by time and instance` : ''
      }`,
    );
  if (unjudged > 0)
    notes.push(`${counted(unjudged, 'record', 'records')} of further sessions are not judged: give --max-sessions more, or fewer files`);
  return notes;
}

/** One pass a verdict, so that no more is held than is printed. */
function sessionList(audit: Audit, columns: number, listed: number): string {
  const lines: string[] = [];
  let shown = 0;
  for (const verdict of NOT_IN_ORDER) {
    const total = audit.verdicts[verdict];
    if (total === 0 || shown >= listed) continue;
    lines.push(`${verdict}:\n`);
    for (const session of audit.sessions) {
      if (session.verdict !== verdict) continue;
      if (shown >= listed) break;
      lines.push(sessionLines(session, columns));
      shown++;
    }
  }
  const others = NOT_IN_ORDER.reduce((sum, verdict) => sum + audit.verdicts[verdict], 0) - shown;
  return lines.join('') + (others > 0 ? `and ${counted(others, 'other', 'others')}; --all lists them\n` : '');
}

function sessionLines(session: AuditedSession, columns: number): string {
  const head = `${GAP}${session.id.padEnd(ID_WIDTH)}${GAP}`;
  const [first = '', ...others] = wrapped(auditReason(session), columns - head.length);
  return `${[`${head}${first}`.trimEnd(), ...others.map((text) => ' '.repeat(head.length) + text)].join('\n')}\n`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The audit as JSON, one session a line, in pieces, as there may be many. */
export function* auditJson({ sessions, ...summary }: Audit): Generator<string> {
  yield `${JSON.stringify(summary, null, 2).slice(0, -2)},\n  "sessions": [`;
  let separator = '\n';
  for (const session of sessions) {
    yield `${separator}    ${JSON.stringify({ ...session, reason: auditReason(session) })}`;
    separator = ',\n';
  }
  yield '\n  ]\n}\n';
}
