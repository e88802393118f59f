import type { AuditedSession, SignalCounts } from '../tools/index.ts';
import { count } from './comparison-table.ts';

/** Why a session is not complete, in words; empty where it is. */
export function auditReason(session: AuditedSession): string {
  const { verdict } = session;
  if (verdict === 'complete' || verdict === 'presumed complete') return '';
  const parts = [...session.contradictions, missingIn(session), ...causes(session), lossesIn(session)];
  return parts.filter(Boolean).join('; ');
}

const counted = (number: number, one: string, several: string) => `${count(number)} ${number === 1 ? one : several}`;

function missingIn({ missing, produced }: AuditedSession): string {
  const of = (signal: keyof SignalCounts, one: string, several: string) =>
    missing[signal] === 0 || produced === null ? [] : [`${count(missing[signal])} of ${counted(produced[signal], one, several)}`];
  const parts = [...missing.events, ...of('spans', 'span', 'spans'), ...of('logs', 'log record', 'log records')];
  return parts.length === 0 ? '' : `missing: ${parts.join(', ')}`;
}

function causes(session: AuditedSession): readonly string[] {
  const { verdict, unsure, implicit, produced, silentContexts, openSpans, seal } = session;
  const alike = unsure.spans + unsure.logs;
  const joined = implicit.spans + implicit.logs;
  const causes: string[] = [];
  if (verdict === 'ended, not sealed') causes.push('no session.sealed');
  if (verdict === 'unknown' && !session.hasEvents) causes.push('no session event at all');
  if (verdict === 'unknown' && seal === 'inexact') causes.push('a context ended without telling its counts');
  if (verdict === 'unknown' && seal !== null && produced === null) causes.push('the seal has no counts');
  if (alike > 0) causes.push(`${counted(alike, 'record', 'records')} that may be duplicates`);
  if (verdict === 'unknown' && seal === 'exact' && joined > 0)
    causes.push(`the ${counted(joined, 'record', 'records')} joined by time may be what is not found by its id`);
  if (verdict === 'never ended' && produced === null) causes.push('no checkpoint');
  if (verdict === 'never ended' && silentContexts > 0) causes.push(`no checkpoint of ${counted(silentContexts, 'context', 'contexts')}`);
  if (verdict === 'never ended' && openSpans > 0) causes.push(`${counted(openSpans, 'span', 'spans')} still open`);
  return causes;
}

const LOSSES = { exportFailed: 'export failed', queueOverflow: 'queue overflow', abandoned: 'never ended' } as const;

function lossesIn({ lost }: AuditedSession): string {
  const parts = Object.entries(LOSSES).flatMap(([cause, words]) => {
    const number = lost[cause as keyof typeof LOSSES];
    return number > 0 ? [`${count(number)} ${words}`] : [];
  });
  return parts.length === 0 ? '' : `the client lost ${parts.join(', ')}`;
}
