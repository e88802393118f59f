import type { SessionPolicy } from '../../machines/policy.ts';
import type { Dialect, Fields } from './dialect.ts';

/** The state of the fold by its fields; what a policy never asks for is left out. Instants that never were are `NULL`. */
export interface StateShape {
  readonly types: Fields;
  /** Before a user's first row. */
  readonly initial: Fields;
  /** Which of the parts that only some policies ask for there are. */
  readonly has: StateParts;
}
export interface StateParts {
  /** An app that is hidden is seen when it is, and not when it is told again. */
  readonly visibility: boolean;
  readonly visibilityTime: boolean;
  readonly openness: boolean;
  readonly count: boolean;
  readonly stop: boolean;
}

/** A session, as it is told. */
export const SESSION_COLUMNS = ['start_ms', 'end_ms', 'start_reason', 'end_reason', 'events'] as const;

/** @param turns whether rows can hide, show, open or close the app */
export function stateShape(policy: SessionPolicy, sql: Dialect, turns: boolean): StateShape {
  const { integer, text, boolean } = sql.types;
  const { inactivity, background, duration, telemetryCount } = policy.endAfter;
  const wheres = [inactivity?.while, duration?.while, background?.while];
  const isTimed = (...states: string[]) => wheres.some((where) => where !== undefined && states.includes(where));
  const has: StateParts = {
    visibility: turns,
    visibilityTime: turns && isTimed('foreground', 'background'),
    openness: turns && (policy.then === 'renew' || background !== undefined || isTimed('open', 'closed')),
    count: telemetryCount !== undefined || policy.then === 'renew',
    stop: policy.then === 'stop',
  };
  const types = { ordinal: integer, start_ms: integer, end_ms: integer, start_reason: text, end_reason: text, events: integer };
  const none = (type: string) => `CAST(NULL AS ${type})`;
  const zero = `CAST(0 AS ${integer})`;
  const fields: Readonly<Record<string, readonly [type: string, initial: string]>> = {
    live: [boolean, 'FALSE'],
    ordinal: [integer, zero],
    start_ms: [integer, none(integer)],
    start_reason: [text, none(text)],
    active_ms: [integer, none(integer)],
    seen_ms: [integer, none(integer)],
    events: [integer, zero],
    ...(inactivity?.while !== undefined && { idle_from_ms: [integer, none(integer)] as const }),
    ...(duration?.while !== undefined && { duration_from_ms: [integer, none(integer)] as const }),
    ...(background !== undefined && { away_from_ms: [integer, none(integer)] as const }),
    ...(has.visibility && { hidden: [boolean, 'FALSE'] as const }),
    ...(has.visibilityTime && { turned_ms: [integer, none(integer)] as const }),
    ...(has.openness && { closed: [boolean, 'FALSE'] as const, shut_ms: [integer, none(integer)] as const }),
    ...(has.count && { counted: [integer, zero] as const }),
    ...(has.stop && { stopped: [boolean, 'FALSE'] as const }),
  };
  const entries = Object.entries(fields);
  return {
    types: Object.fromEntries(entries.map(([name, [type]]) => [name, type])),
    initial: { ...Object.fromEntries(entries.map(([name, [, initial]]) => [name, initial])), ended: sql.emptyList(types) },
    has,
  };
}

/** All fields of a state, with some changed. */
export const changed = (shape: StateShape, state: string, changes: Fields): Fields =>
  Object.fromEntries(Object.keys(shape.initial).map((name) => [name, changes[name] ?? `${state}.${name}`]));
