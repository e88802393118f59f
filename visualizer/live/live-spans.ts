import { formatReason } from '../shared/format.ts';
import type { Recording } from './recording.ts';

/** A session, or, of any other machine, a stay in one state. */
export interface Span {
  readonly key: string;
  readonly startTimeMs: number;
  /** `null` while it lasts. */
  endTimeMs: number | null;
  label: string;
}

/** The sessions that a recording tells of, in order. */
function sessionsOf({ steps }: Recording): Span[] {
  const spans = new Map<string, Span>();
  let last: Span | undefined;
  for (const { record, atMs, what, told } of steps) {
    if (!record || typeof record.id !== 'string' || typeof record.startTimeMs !== 'number' || record.id === '') continue;
    const { id, startTimeMs, previousId } = record as { id: string; startTimeMs: number; previousId?: string | null };
    const before = previousId ? spans.get(previousId) : undefined;
    if (before && before.endTimeMs === null) before.endTimeMs = startTimeMs;
    if (last && last.key !== id && last.endTimeMs === null) {
      last.endTimeMs = atMs;
      // Another context was first.
      if (what === 'sync' && told.length < 2) last.label = `${last.key.slice(0, 8)} → gave way`;
    }
    const span = spans.get(id) ?? { key: id, startTimeMs, endTimeMs: null, label: '' };
    span.endTimeMs = typeof record.endTimeMs === 'number' && record.endReason ? record.endTimeMs : null;
    span.label = `${id.slice(0, 8)}${typeof record.endReason === 'string' ? ` → ${formatReason(record.endReason)}` : ''}`;
    spans.set(id, span);
    last = span;
  }
  return [...spans.values()];
}

function staysOf({ steps }: Recording): Span[] {
  const spans: Span[] = [];
  for (const { seq, atMs, to } of steps) {
    const last = spans.at(-1);
    if (last?.label === to) continue;
    if (last) last.endTimeMs = atMs;
    spans.push({ key: String(seq), startTimeMs: atMs, endTimeMs: null, label: to });
  }
  return spans;
}

export const spansOf = (recording: Recording): readonly Span[] => (recording.isSession ? sessionsOf(recording) : staysOf(recording));
