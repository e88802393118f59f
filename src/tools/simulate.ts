import type { SessionPolicy } from '../../machines/policy.ts';
import type { StartReason } from '../../machines/session.ts';
import type { UserRows } from './activity-block.ts';
import { collectRows } from './activity-rows.ts';
import { ActivityError, type ActivitySource, type BadLine, type ReadOptions } from './activity-source.ts';
import { createByteTable } from './byte-table.ts';
import { createEventReadings, type Reading } from './event-readings.ts';
import { createPolicyFold, type TellSession } from './policy-fold.ts';
import { readActivity } from './read-activity.ts';
import { countSessions, endTimeOf, type SessionTally, type SimulatedEnd } from './session-tally.ts';

export interface SimulatedSession {
  readonly policy: string;
  readonly user: string;
  /** 1 for a user's first. */
  readonly ordinal: number;
  readonly startTimeMs: number;
  /** The last sign of life, as of `Session`. */
  readonly endTimeMs: number;
  readonly startReason: StartReason;
  readonly endReason: SimulatedEnd;
  /** Rows that fell into it. */
  readonly events: number;
}

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

/** A user's events came in an order that needs more rows at once. */
class OutOfOrder extends Error {}

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
  const crowd = foldUsers(options, events.readings, users.nameOf);
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
    policies: crowd.finish(rows.count),
  };
}

/** Every policy on every user. */
function foldUsers({ policies, onSession }: SimulateOptions, readings: readonly Reading[], nameOf: (user: number) => string) {
  const folds = policies.map((policy) => {
    const tally = countSessions();
    const tell: TellSession = (user, session, events) => {
      tally.count(user, session, events);
      onSession?.({
        policy: policy.name,
        user: nameOf(user),
        ordinal: session.ordinal,
        startTimeMs: session.startTimeMs,
        endTimeMs: endTimeOf(session),
        startReason: session.startReason,
        endReason: session.endReason ?? 'open',
        events,
      });
    };
    return { policy, tally, fold: createPolicyFold(policy, readings, onSession ? tell : tally.count) };
  });
  let lastMs: Float64Array = new Float64Array(0);
  return {
    fold(rows: UserRows, isLast: boolean) {
      lastMs = checkOrder(rows, lastMs, nameOf);
      for (const { fold } of folds) {
        for (let user = 0; user + 1 < rows.starts.length; user++)
          if (rows.starts[user] !== rows.starts[user + 1]) fold.fold(user, rows, isLast);
      }
    },
    finish(events: number) {
      for (const { fold } of folds) fold.finish();
      return folds.map(({ policy, tally }) => ({ policy: policy.name, ...tally.result(events) }));
    },
  };
}

/** @returns each user's last time so far. @throws OutOfOrder where a user has rows from before that. */
function checkOrder({ starts, times }: UserRows, lastMs: Float64Array, nameOf: (user: number) => string): Float64Array {
  const next = starts.length - 1 > lastMs.length ? new Float64Array(starts.length - 1).fill(-Infinity) : lastMs;
  if (next !== lastMs) next.set(lastMs);
  for (let user = 0; user + 1 < starts.length; user++) {
    const from = starts[user] as number;
    const to = starts[user + 1] as number;
    if (from === to) continue;
    if ((times[from] as number) < (next[user] as number)) throw new OutOfOrder(`the events of ${nameOf(user)} are far out of order`);
    next[user] = times[to - 1] as number;
  }
  return next;
}
