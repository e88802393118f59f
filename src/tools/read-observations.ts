import type { RowSink } from './activity-rows.ts';
import { ActivityError, type ActivitySource, type BadLine, type ReadOptions } from './activity-source.ts';
import { readingOf } from './event-readings.ts';
import type { Observation } from './infer-policy.ts';
import { readActivity } from './read-activity.ts';
import type { TraceStep } from './trace.ts';

interface Row {
  readonly user: string;
  readonly atMs: number;
  /** The event's name; in the second reading the session's id. */
  readonly text: string;
}

/**
 * Reads activity whose rows bear the session id that was seen with them. Each user is one page, which opens with the first
 * row; each row happens, and then its id is seen.
 *
 * @param source is read twice.
 * @param session the column of ids; an empty field is none.
 * @throws ActivityError where it cannot be read, or has no such column.
 */
export async function readObservations(
  source: ActivitySource,
  session: string,
  options: ReadOptions & { readonly onBadLine?: (bad: BadLine) => void },
): Promise<readonly Observation[]> {
  if (!source.reopens) throw new ActivityError(`${source.name} cannot be read twice: pass a file`);
  const events = await rowsOf(source, options, options.onBadLine ?? (() => {}));
  const ids = await rowsOf(source, { ...options, columns: { ...options.columns, event: session } }, () => {}).catch((error: unknown) => {
    // The column of ids is read as if it were that of events.
    throw error instanceof ActivityError ? new ActivityError(error.message.replace('--event:', '--session:')) : error;
  });
  const byUser = new Map<string, { readonly row: Row; readonly id: string | null }[]>();
  events.forEach((row, index) => {
    const list = byUser.get(row.user) ?? [];
    byUser.set(row.user, list);
    list.push({ row, id: ids[index]?.text || null });
  });
  return [...byUser.values()].map((rows) => {
    const inOrder = rows.sort((a, b) => a.row.atMs - b.row.atMs);
    const startMs = inOrder[0]?.row.atMs ?? 0;
    return {
      trace: { blocked: false, steps: inOrder.flatMap(({ row }) => stepsOf(row, row.atMs - startMs)) },
      sessions: inOrder.map(({ id }) => id),
    };
  });
}

function stepsOf({ text }: Row, atMs: number): readonly TraceStep[] {
  const reading = readingOf(text, new Map());
  const step: TraceStep =
    reading === 'activity' ? { atMs, op: 'activity', arg: null, tab: null } : { atMs, op: 'trigger', arg: reading, tab: null };
  return [step, { atMs, op: 'sample', arg: null, tab: null }];
}

async function rowsOf(source: ActivitySource, options: ReadOptions, onBadLine: (bad: BadLine) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const decoder = new TextDecoder();
  const sink: RowSink = {
    add(bytes, userStart, userEnd, atMs, eventStart, eventEnd) {
      const text = (from: number, to: number) => decoder.decode(bytes.subarray(from, to)).trim();
      rows.push({ user: text(userStart, userEnd), atMs, text: text(eventStart, eventEnd) });
    },
    addText: (user, atMs, text) => void rows.push({ user, atMs, text }),
    bad: (line, fault) => onBadLine({ source: source.name, line, fault }),
  };
  await readActivity(source, options, sink);
  return rows;
}
