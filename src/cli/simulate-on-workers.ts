import { cutCsv } from '../tools/csv-pieces.ts';
import type { ActivitySource, SimulateOptions, Simulation } from '../tools/index.ts';
import type { PieceReport } from '../tools/piece-reader.ts';
import { tallyOf } from '../tools/session-tally.ts';
import { createCrew, Disorder, type OnWorkers, type WorkerResult } from './simulation-crew.ts';

/** Pieces of a file: those before `end` that are of no file before. */
interface FilePieces {
  readonly source: string;
  readonly linesBefore: number;
  readonly end: number;
}

/**
 * As `simulate`, with several threads: each reads a part of the rows and folds a part of the users.
 *
 * @returns `null` where the input is not such that it can be shared out.
 */
export async function simulateOnWorkers(
  sources: readonly ActivitySource[],
  options: SimulateOptions,
  onWorkers: OnWorkers,
): Promise<Simulation | null> {
  const files = [];
  for (const source of sources) {
    const cut = source.reopens ? await cutCsv(source, options, onWorkers.pieceBytes) : null;
    if (cut === null) return null;
    files.push({ source: source.name, ...cut });
  }
  const crew = createCrew(onWorkers, options);
  try {
    const ends: FilePieces[] = [];
    for (const [file, { source, linesBefore, header, timeUnit, next }] of files.entries()) {
      const end = await crew.read(next, { file, source, header, columns: options.columns ?? {}, timeUnit });
      ends.push({ source, linesBefore, end });
    }
    const { reports, results } = await crew.finish();
    const badLines = tellBadLines(reports, ends, options);
    const total = reports.reduce((sum, { rows }) => sum + rows, 0);
    return {
      events: total,
      users: results.reduce((sum, { result }) => sum + result.users, 0),
      fromMs: total > 0 ? Math.min(...reports.map(({ fromMs }) => fromMs)) : null,
      toMs: total > 0 ? Math.max(...reports.map(({ toMs }) => toMs)) : null,
      readings: sumTold(results.map(({ told }) => told)),
      badLines,
      policies: options.policies.map(({ name }, i) => ({
        policy: name,
        ...tallyOf(
          results.flatMap(({ result }) => result.policies[i]?.counts ?? []),
          total,
        ),
      })),
    };
  } catch (error) {
    if (!(error instanceof Disorder)) throw error;
    options.onRestart?.(error.message);
    return simulateOnWorkers(sources, { ...options, rowsHeld: Infinity }, onWorkers);
  } finally {
    await crew.dismiss();
  }
}

/** Tells bad lines in order, by their number in the file. */
function tellBadLines(
  reports: readonly PieceReport[],
  files: readonly FilePieces[],
  { onBadLine }: SimulateOptions,
): Simulation['badLines'] {
  const counts = new Map<string, number>();
  let at = 0;
  for (const { source, linesBefore, end } of files) {
    let before = linesBefore;
    for (const { bad, lines } of reports.slice(at, end)) {
      for (const [line, fault] of bad) onBadLine?.({ source, line: before + line + 1, fault });
      if (bad.length > 0) counts.set(source, (counts.get(source) ?? 0) + bad.length);
      before += lines;
    }
    at = end;
  }
  return [...counts].map(([source, count]) => ({ source, count }));
}

function sumTold(all: readonly WorkerResult['told'][]): Simulation['readings'] {
  const sums = new Map<string, WorkerResult['told'][number]>();
  for (const one of all.flat()) sums.set(one.event, { ...one, count: (sums.get(one.event)?.count ?? 0) + one.count });
  return [...sums.values()].sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
}
