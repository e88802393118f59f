import type { Limit, SessionPolicy } from '../../machines/policy.ts';
import { covers } from '../../machines/triggers.ts';
import type { Dialect } from './dialect.ts';

type AnyLimit = Limit<string>;

/** The deadlines of the session in a state, as `machines/deadline.ts` has them; one that does not run is `NULL`. */
export interface Deadlines {
  readonly inactivity: string;
  readonly max_duration: string;
  readonly day_boundary: string;
  readonly background_timeout: string;
}

const NEVER = 'NULL';
const spanMs = ({ ms, inclusive }: AnyLimit) => ms + (inclusive ? 1 : 0);

const CONDITIONS: Readonly<Record<string, (state: string) => string>> = {
  foreground: (state) => `NOT ${state}.hidden`,
  background: (state) => `${state}.hidden`,
  open: (state) => `NOT ${state}.closed`,
  closed: (state) => `${state}.closed`,
};

export function deadlinesSql({ endAfter, endOn }: SessionPolicy, state: string, sql: Dialect): Deadlines {
  const { inactivity, duration, background } = endAfter;
  const start = `${state}.start_ms`;
  const onGrid = (at: string, everyMs: number | undefined) =>
    everyMs ? `${start} + ${sql.divide(`${at} - ${start} + ${everyMs - 1}`, everyMs)} * ${everyMs}` : at;
  const end = (limit: AnyLimit | undefined, from: string, ...conditions: string[]) => {
    if (!limit) return NEVER;
    const atMs = onGrid(`${from} + ${spanMs(limit)}`, limit.everyMs);
    const all = [...conditions, ...(limit.while === undefined ? [] : [CONDITIONS[limit.while]?.(state) ?? ''])];
    return all.length === 0 ? atMs : `CASE WHEN ${all.join(' AND ')} THEN ${atMs} END`;
  };
  return {
    inactivity: end(inactivity, `${state}.${inactivity?.while === undefined ? 'active_ms' : 'idle_from_ms'}`),
    max_duration: end(duration, `${state}.${duration?.while === undefined ? 'start_ms' : 'duration_from_ms'}`),
    day_boundary: covers(endOn, 'day') ? `(${sql.divide(start, 86_400_000)} + 1) * 86400000` : NEVER,
    background_timeout: background ? end(background, `${state}.away_from_ms`, `(${state}.hidden OR ${state}.closed)`) : NEVER,
  };
}

/** The earliest of those that there are; `NULL` where no limit runs. */
export function deadlineSql(deadlines: Deadlines, integer: string): string {
  const all = Object.values(deadlines).filter((deadline) => deadline !== NEVER);
  if (all.length < 2) return all[0] ?? `CAST(NULL AS ${integer})`;
  return `least(${all.join(', ')})`;
}

/** What ends a session at `deadline`; where several do, the first of this order. */
export function lapseReasonSql(deadlines: Deadlines, deadline: string, sql: Dialect): string {
  const ranked = (['max_duration', 'day_boundary', 'background_timeout'] as const).filter((reason) => deadlines[reason] !== NEVER);
  if (ranked.length === 0) return sql.text('inactivity');
  return `CASE ${ranked.map((reason) => `WHEN ${deadlines[reason]} = ${deadline} THEN ${sql.text(reason)}`).join(' ')} ELSE ${sql.text('inactivity')} END`;
}

/** Where a stopwatch that stood still since `since` counts from when it goes on at `at`. */
export const resumedSql = (limit: AnyLimit, { from, since, at }: Readonly<Record<'from' | 'since' | 'at', string>>) =>
  `greatest(${from} + greatest(0, ${at} - greatest(${from}, ${since})), ${at} + 1 - ${spanMs(limit)})`;
