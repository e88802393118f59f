import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { covers, endReasonOf, rootOf } from '../../machines/triggers.ts';
import { activityTriggers } from '../tools/activity-triggers.ts';
import { ACTIVITY_NAMES, type Reading, TRIGGER_ROOTS } from '../tools/event-readings.ts';
import type { Dialect, Fields } from './dialect.ts';

/** What a row does, field by field, as SQL over the column `reading`. */
export interface RowEffects {
  readonly fields: Fields;
  /** Rows of activity do one thing where a session lives and another where none does; those fields begin with `idle_`. */
  readonly isTwofold: boolean;
  /** Whether rows can hide, show, open or close the app. */
  readonly turns: boolean;
  /** Whether a row says by itself if the app is hidden after it, so that a life can be cut. */
  readonly isCuttable: boolean;
}

/** The chart's events that are more than a trigger, by the root that means them. */
const TURNS: Readonly<Record<string, string>> = { foreground: 'show', background: 'hide', load: 'open', unload: 'close' };

/** What rows are taken as, as `readingOf` has it: SQL over the event's name. */
export function readingSql(name: string, overrides: ReadonlyMap<string, Reading>, sql: Dialect): string {
  const roots = TRIGGER_ROOTS.join('|');
  const all = overrides.get('*');
  const cases = [...overrides].filter(([event]) => event !== '*').map(([event, to]) => `WHEN ${sql.text(event)} THEN ${sql.text(to)}`);
  const plain = `CASE WHEN ${sql.matches(name, `^(${roots})([.][^.]+)*$`)} AND ${name} NOT IN (${ACTIVITY_NAMES.map(sql.text).join(', ')}) THEN ${name} ELSE 'activity' END`;
  const otherwise = all === undefined ? plain : sql.text(all);
  return cases.length === 0 ? otherwise : `CASE ${name} ${cases.join(' ')} ELSE ${otherwise} END`;
}

/** What rows do under a policy. */
/** @param isNamed whether rows have names, and are not all activity */
export function rowEffects(policy: SessionPolicy, sql: Dialect, isNamed: boolean): RowEffects {
  const { start, extend } = activityTriggers(policy);
  const isTwofold = start !== extend;
  const activityTurns = [start, extend].some((trigger) => rootOf(trigger) in TURNS);
  const turns = isNamed || activityTurns;
  const isCuttable = !(isTwofold && activityTurns);
  const live = effectsOf(policy, extend, sql);
  if (!isTwofold) return { fields: live, isTwofold, turns, isCuttable };
  const idle = Object.entries(effectsOf(policy, start, sql)).map(([name, value]) => [`idle_${name}`, value]);
  return { fields: { ...live, ...Object.fromEntries(idle) }, isTwofold, turns, isCuttable };
}

function effectsOf(policy: SessionPolicy, activity: Trigger, sql: Dialect): Fields {
  /** One answer for rows of activity, another for triggers. */
  const either = (ofActivity: string, ofTriggers: string) =>
    ofActivity === ofTriggers ? ofActivity : `CASE WHEN reading = 'activity' THEN ${ofActivity} ELSE ${ofTriggers} END`;
  const covered = (list: readonly Trigger[] | undefined) => either(String(covers(list, activity)).toUpperCase(), coveredSql(list, sql));
  return {
    cause: either(sql.text(activity), 'reading'),
    starts: covered(policy.startOn),
    ...(policy.startOn.includes('load.first') && { is_load: either('FALSE', `reading = ${sql.text('load')}`) }),
    extends: covered(policy.extendOn),
    counts: either(String(rootOf(activity) === 'telemetry').toUpperCase(), coveredSql(['telemetry'], sql)),
    turns: either(sql.text(TURNS[rootOf(activity)] ?? ''), turnsSql(sql)),
    ...(policy.endOn?.length && { ends: either(endSql(policy, activity, sql), endsSql(policy, sql)) }),
    ...(policy.splitOn?.length && { splits: covered(policy.splitOn) }),
  };
}

/** Whether `reading` is one of the list, or refines one. */
function coveredSql(list: readonly Trigger[] = [], sql: Dialect): string {
  if (list.length === 0) return 'FALSE';
  const any = list.flatMap((trigger) => [`reading = ${sql.text(trigger)}`, sql.startsWith('reading', `${trigger}.`)]);
  return `(${any.join(' OR ')})`;
}

const rootIs = (root: string, sql: Dialect) => `reading = ${sql.text(root)} OR ${sql.startsWith('reading', `${root}.`)}`;

const turnsSql = (sql: Dialect) =>
  `CASE ${Object.entries(TURNS)
    .map(([root, turn]) => `WHEN ${rootIs(root, sql)} THEN ${sql.text(turn)}`)
    .join(' ')} ELSE '' END`;

/** The reason that an ending row gives; `NULL` for a row that does not end. */
const endSql = ({ endOn }: SessionPolicy, trigger: Trigger, sql: Dialect) =>
  covers(endOn, trigger) ? sql.text(endReasonOf(trigger)) : 'NULL';

function endsSql({ endOn = [] }: SessionPolicy, sql: Dialect): string {
  const cases = endOn.map((trigger) => `WHEN ${coveredSql([trigger], sql)} THEN ${sql.text(endReasonOf(trigger))}`);
  return `CASE ${cases.join(' ')} END`;
}
