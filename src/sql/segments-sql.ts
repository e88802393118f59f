import type { Limit, SessionPolicy } from '../../machines/policy.ts';
import type { Dialect } from './dialect.ts';
import type { StateParts } from './session-state.ts';

/** A limit that always runs is over at the latest so long after it began. */
const surelyOverMs = (limit: Limit | undefined) =>
  limit === undefined || limit.while !== undefined ? Infinity : limit.ms + (limit.inclusive ? 1 : 0) + (limit.everyMs ?? 0);

/**
 * A gap between two rows of a user in which every session is over, and the empty one too by which a policy may renew it.
 * There a life can be cut, so that it is folded in short pieces. `Infinity` where no limit always runs.
 */
export function cuttingGapMs({ endAfter: { inactivity, duration }, then }: SessionPolicy): number {
  return Math.min(surelyOverMs(inactivity), surelyOverMs(duration)) * (then === 'renew' ? 2 : 1);
}

/** What a piece has to know of the rows before it: whether the app was hidden or closed, and since when. */
const CARRIED = [
  ['hidden', 'hide', 'show', 'visibility'],
  ['closed', 'close', 'open', 'openness'],
] as const;
const SINCE = { hidden: 'turned_ms', closed: 'shut_ms' } as const;

/** Columns that carry state from row to row, in order of time, and the names under which a piece finds them. */
export function carried(has: StateParts, sql: Dialect): { readonly columns: readonly string[]; readonly names: readonly string[] } {
  const columns: string[] = [];
  const names: string[] = [];
  for (const [name, on, off, part] of CARRIED) {
    if (!has[part]) continue;
    const is = `CASE turns WHEN '${on}' THEN TRUE WHEN '${off}' THEN FALSE END`;
    columns.push(`coalesce(${sql.lastBefore(is)}, FALSE) AS ${name}`);
    names.push(name);
    if (name === 'hidden' && !has.visibilityTime) continue;
    columns.push(`${sql.lastBefore(`CASE WHEN turns IN ('${on}', '${off}') THEN at_ms END`)} AS ${SINCE[name]}`);
    names.push(SINCE[name]);
  }
  return { columns, names };
}
