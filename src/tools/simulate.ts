import type { SessionPolicy } from '../../machines/policy.ts';
import { collectRows } from './activity-rows.ts';
import { ActivityError, type ActivitySource, type BadLine, type ReadOptions } from './activity-source.ts';
import { createByteTable } from './byte-table.ts';
import { createEventReadings, type Reading } from './event-readings.ts';
import { foldCrowd, OutOfOrder, type SimulatedSession } from './fold-crowd.ts';
import { readActivity } from './read-activity.ts';
import { type SessionTally, tallyOf } from './session-tally.ts';

export type { SimulatedSession } from './fold-crowd.ts';

export interface SimulateOptions extends ReadOptions {
  readonly policies: readonly SessionPolicy[];
  /** What events are taken as, by name; `*` for all others. See `readingOf`. */
  readonly readings?: ReadonlyMap<string, Reading> | undefined;
  /** Stops at the first bad line. */
  readonly strict?: boolean | undefined;
  /** Rows held at once; `Infinity` holds all. A user's rows may be out of order within that many. Default 4,194,304. */
  readonly rowsHeld?: number | undefined;
  readonly onSession?: ((session: SimulatedSession) => void) | undefined;
  readonly onBadLine?: ((bad: BadLine) => void) | undefined;
  /** All that was told before is void: it begins anew, and holds all rows to sort them. */
  readonly onRestart?: ((why: string) => void) | undefined;
}

export interface Simulation {
  readonly events: number;
  readonly users: number;
  /** Of the first and the last event; `null` where there is none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** As what events were taken, by name; the most frequent first. */
  readonly readings: readonly { readonly event: string; readonly reading: Reading; readonly count: number }[];
  readonly badLines: readonly { readonly source: string; readonly count: number }[];
  readonly policies: readonly (SessionTally & { readonly policy: string })[];
}

const ROWS_HELD = 1 << 22;

/**
 * Runs activity through policies: each user has one session at a time, by every policy on its own.
 *
 * Reads in one pass and holds `rowsHeld` rows, and for each user what the chart remembers. Where a user's rows are
 * further out of order than that, it begins anew and holds all rows.
 *
 * The data end for each user with their last event: a session that lives then ends by its limits, as if time had gone on;
 * one without limits is `open`.
 *
 * @throws ActivityError where a source cannot be read, at a bad line if `strict`, and where rows are too far out of order
 *   in a source that cannot be read twice.
 */
export async function simulate(sources: readonly ActivitySource[], options: SimulateOptions): Promise<Simulation> {
  try {
    return await runOnce(sources, options, options.rowsHeld ?? ROWS_HELD);
  } catch (error) {
    if (!(error instanceof OutOfOrder)) throw error;
    const once = sources.find((source) => !source.reopens);
    if (once)
      throw new ActivityError(`${once.name} cannot be read twice, and ${error.message}: pass a file, sort it by time, or use --sort`);
    options.onRestart?.(error.message);
    return runOnce(sources, options, Infinity);
  }
}

async function runOnce(sources: readonly ActivitySource[], options: SimulateOptions, rowsHeld: number): Promise<Simulation> {
  const users = createByteTable();
  const events = createEventReadings(options.readings);
  const bad = new Map(sources.map(({ name }) => [name, 0]));
  const onBadLine = (line: BadLine) => {
    if (options.strict) throw new ActivityError(`${line.source}:${line.line}: ${line.fault}`);
    bad.set(line.source, (bad.get(line.source) ?? 0) + 1);
    options.onBadLine?.(line);
  };
  const crowd = foldCrowd(options, events.readings, users.nameOf);
  const rows = collectRows({
    users,
    events,
    capacity: rowsHeld,
    onRows: crowd.fold,
    onBadLine,
  });
  for (const source of sources) await readActivity(source, options, rows.from(source.name));
  rows.end();
  return {
    events: rows.count,
    users: users.size,
    fromMs: rows.count > 0 ? rows.fromMs : null,
    toMs: rows.count > 0 ? rows.toMs : null,
    readings: events.told(),
    badLines: [...bad].filter(([, count]) => count > 0).map(([source, count]) => ({ source, count })),
    policies: crowd.finish().map(({ policy, counts }) => ({ policy, ...tallyOf([counts], rows.count) })),
  };
}
