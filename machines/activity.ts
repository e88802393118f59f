import type { SessionContext } from './context.ts';
import type { SessionEvent } from './events.ts';
import { own } from './own.ts';
import type { Trigger } from './policy.ts';
import type { AttributeValue } from './session.ts';
import { covers, rootOf } from './triggers.ts';

/** What a metadata field's change is called as a trigger; `null` where nothing changed. */
function attributeTrigger(key: string, before: AttributeValue | undefined, after: AttributeValue | null): Trigger | null {
  if (after === null) return before === undefined ? null : `attribute.${key}.cleared`;
  if (before === undefined) return `attribute.${key}.set`;
  return JSON.stringify(before) === JSON.stringify(after) ? null : `attribute.${key}.changed`;
}

/** A load where the scope has had no session yet is `load.first`. */
const refined = (trigger: Trigger, { ordinal }: Readonly<SessionContext>): Trigger =>
  trigger === 'load' && ordinal === 0 ? 'load.first' : trigger;

/** The first trigger of the event that the list names. */
export function named(list: readonly Trigger[] | undefined, context: Readonly<SessionContext>, event: SessionEvent): Trigger | null {
  if ('trigger' in event) return covers(list, refined(event.trigger, context)) ? event.trigger : null;
  if (event.type !== 'session.update' || !list) return null;
  for (const [key, value] of Object.entries(event.metadata)) {
    const trigger = attributeTrigger(key, own(context.metadata, key), value);
    if (trigger && covers(list, trigger)) return trigger;
  }
  return null;
}

/** Whether activity at this instant counts: not before the last that counted, nor closer to it than the policy says. */
export const isActivity = (c: Readonly<SessionContext>, event: SessionEvent): boolean =>
  event.atMs - c.lastActivityTimeMs >= (c.input.policy.extendEveryMs ?? 0) && named(c.input.policy.extendOn, c, event) !== null;

export const isTelemetry = (event: SessionEvent): boolean => event.type === 'session.trigger' && rootOf(event.trigger) === 'telemetry';
